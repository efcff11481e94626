/// `chain.db`: the ordered log, checkpoints of the state, traces, and small facts.
public final class ChainStore {
  public let log: SQLiteLog
  private let database: Database
  /// Held so that the lock lives as long as the connection; nil for a reader.
  private let directory: DataDirectory?

  /// Opens the store for writing and creates it when there is none.
  public init(in directory: DataDirectory) throws(StorageError) {
    database = try Database.open(directory.file(of: .chain), schema: .chain)
    log = SQLiteLog(database)
    self.directory = directory
  }

  /// Opens the store of the data directory at `path` for reading, also while its node runs.
  public init(reading path: String) throws(StorageError) {
    database = try Database.read(DataDirectory.file(of: .chain, in: path), schema: .chain)
    log = SQLiteLog(database)
    directory = nil
  }

  /// Carries out `body` wholly or not at all, so that an append and its checkpoint are durable together.
  public func transaction<Result, Failure: StorageFailure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try database.transaction(body)
  }
}

extension ChainStore {
  /// Moves everything into the file itself, so that a copy of the file alone is complete.
  public func fold() throws(StorageError) { try database.fold() }
}

// MARK: - Checkpoints

extension ChainStore {
  /// Keeps `state`, the state after block `sequence`; 0 is the state before the first. It replaces one already there.
  public func putCheckpoint(_ state: [UInt8], at sequence: UInt64) throws(LogError) {
    try put("INSERT INTO checkpoints VALUES (?1, ?2) ON CONFLICT DO UPDATE SET state = ?2", sequence, state)
  }

  /// The newest checkpoint at or before block `sequence`; without a number, the newest of all.
  public func latestCheckpoint(atOrBefore sequence: UInt64 = .max) throws(StorageError) -> Checkpoint? {
    try database.row(
      "SELECT sequence, state FROM checkpoints WHERE sequence <= ?1 ORDER BY sequence DESC LIMIT 1",
      [.int64(Int64(clamping: sequence))]
    ) { (row) throws(StorageError) in
      Checkpoint(sequence: try row.uint64(0), state: try row.bytes(1))
    }
  }

  /// The numbers of all checkpoints, newest first.
  public func checkpointSequences() throws(StorageError) -> [UInt64] {
    try database.rows("SELECT sequence FROM checkpoints ORDER BY sequence DESC") { (row) throws(StorageError) in
      try row.uint64(0)
    }
  }

  /// Keeps the newest `count` checkpoints, and of the older ones as many as `Checkpoint.surplus` leaves.
  public func pruneCheckpoints(keepingNewest count: Int) throws(StorageError) {
    try database.transaction { () throws(StorageError) in
      for sequence in Checkpoint.surplus(in: try checkpointSequences(), keepingNewest: count) {
        try database.execute("DELETE FROM checkpoints WHERE sequence = ?1", [.uint64(sequence)])
      }
    }
  }
}

// MARK: - Traces and facts

extension ChainStore {
  /// Keeps the execution trace of block `sequence`. It replaces one already there.
  public func putTrace(_ trace: [UInt8], at sequence: UInt64) throws(LogError) {
    try put("INSERT INTO traces VALUES (?1, ?2) ON CONFLICT DO UPDATE SET trace = ?2", sequence, trace)
  }

  public func trace(at sequence: UInt64) throws(StorageError) -> [UInt8]? {
    guard let sequence = Int64(exactly: sequence) else { return nil }
    return try database.row("SELECT trace FROM traces WHERE sequence = ?1", [.int64(sequence)]) {
      (row) throws(StorageError) in try row.bytes(0)
    }
  }

  /// Keeps a small fact about the chain under `key`; nil forgets it.
  public func setMetadata(_ key: String, _ value: [UInt8]?) throws(StorageError) {
    guard let value else { return try database.execute("DELETE FROM metadata WHERE key = ?1", [.text(key)]) }
    try database.execute(
      "INSERT INTO metadata VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2", [.text(key), .bytes(value)])
  }

  public func metadata(_ key: String) throws(StorageError) -> [UInt8]? {
    try database.row("SELECT value FROM metadata WHERE key = ?1", [.text(key)]) { (row) throws(StorageError) in
      try row.bytes(0)
    }
  }

  /// What is said about a block comes after the block: ahead of the log, nothing would remove it with a lost block.
  private func put(_ sql: String, _ sequence: UInt64, _ bytes: [UInt8]) throws(LogError) {
    try database.transaction { () throws(LogError) in
      let last = try log.last?.sequence ?? 0
      guard sequence <= last else { throw .gap(expected: last + 1, found: sequence) }
      try LogError.wrapping { () throws(StorageError) in try database.execute(sql, [.uint64(sequence), .bytes(bytes)]) }
    }
  }
}
