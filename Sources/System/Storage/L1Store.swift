/// `l1.db`: the canonical L1 chain with its batch inbox, its messages and its claims.
public final class L1Store: L1Persistence {
  private let database: Database
  /// Held so that the lock lives as long as the connection; nil for a reader.
  private let directory: DataDirectory?

  /// Opens the store for writing and creates it when there is none.
  public init(in directory: DataDirectory) throws(StorageError) {
    database = try Database.open(directory.file(of: .l1), schema: .l1)
    self.directory = directory
  }

  /// Opens the store of the data directory at `path` for reading, also while its node runs.
  public init(reading path: String) throws(StorageError) {
    database = try Database.read(DataDirectory.file(of: .l1, in: path), schema: .l1)
    directory = nil
  }

  /// Carries out `body` wholly or not at all. A reader's `body` sees one moment of the chain.
  public func transaction<Result, Failure: StorageFailure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try database.transaction(body)
  }

  /// Moves everything into the file itself, so that a copy of the file alone is complete.
  public func fold() throws(StorageError) { try database.fold() }

  public var last: L1BlockRecord? {
    get throws(L1StoreError) { try selectBlocks("ORDER BY number DESC LIMIT 1", []).first }
  }

  public var counts: L1Counts {
    get throws(L1StoreError) {
      L1Counts(
        entries: try number("SELECT ifnull(max(idx) + 1, 0) FROM entries"),
        messages: try number("SELECT ifnull(max(idx) + 1, 0) FROM messages"),
        claims: try number("SELECT ifnull(max(idx) + 1, 0) FROM claims"))
    }
  }

  public func append(_ contents: L1Contents) throws(L1StoreError) {
    try database.transaction { () throws(L1StoreError) in
      try requireSuccessor(contents)
      try L1StoreError.wrapping { () throws(StorageError) in try insert(contents) }
    }
  }

  public func block(_ number: UInt64) throws(L1StoreError) -> L1BlockRecord? {
    try blocks(from: number, limit: 1).first { $0.number == number }
  }

  public func blocks(from first: UInt64, limit: Int) throws(L1StoreError) -> [L1BlockRecord] {
    guard let range = range(from: first, limit) else { return [] }
    return try selectBlocks("WHERE number >= ?1 ORDER BY number LIMIT ?2", range)
  }

  public func entries(from first: UInt64, limit: Int) throws(L1StoreError) -> [L1EntryRecord] {
    guard let range = range(from: first, limit) else { return [] }
    return try select("SELECT idx, l1_block, data, entry FROM entries WHERE idx >= ?1 ORDER BY idx LIMIT ?2", range) {
      (row) throws(StorageError) in
      L1EntryRecord(
        index: try row.uint64(0), l1Block: try row.uint64(1), data: try row.bytes(2), envelope: try row.bytes(3))
    }
  }

  public func messages(from first: UInt64, limit: Int) throws(L1StoreError) -> [L1ItemRecord] {
    try selectItems("SELECT idx, l1_block, data FROM messages WHERE idx >= ?1 ORDER BY idx LIMIT ?2", first, limit)
  }

  public func claims(from first: UInt64, limit: Int) throws(L1StoreError) -> [L1ItemRecord] {
    try selectItems("SELECT idx, l1_block, data FROM claims WHERE idx >= ?1 ORDER BY idx LIMIT ?2", first, limit)
  }

  public func rollback(toBlock number: UInt64) throws(L1StoreError) {
    try database.transaction { () throws(L1StoreError) in
      guard try block(number) != nil else { throw .unknownBlock(number: number) }
      try L1StoreError.wrapping { () throws(StorageError) in
        try database.execute("DELETE FROM l1_blocks WHERE number > ?1", [.uint64(number)])
      }
    }
  }
}

extension L1Store {
  private func insert(_ contents: L1Contents) throws(StorageError) {
    let block = contents.block
    try database.execute(
      "INSERT INTO l1_blocks(number, hash, parent, timestamp_ms, data) VALUES (?1, ?2, ?3, ?4, ?5)",
      [
        .uint64(block.number), .hash(block.hash), .hash(block.parent), .uint64(block.timestampMilliseconds),
        .bytes(block.data),
      ])
    for entry in contents.entries {
      try database.execute(
        "INSERT INTO entries(idx, l1_block, data, entry) VALUES (?1, ?2, ?3, ?4)",
        [.uint64(entry.index), .uint64(entry.l1Block), .bytes(entry.data), .bytes(entry.envelope)])
    }
    try insert(contents.messages, "INSERT INTO messages(idx, l1_block, data) VALUES (?1, ?2, ?3)")
    try insert(contents.claims, "INSERT INTO claims(idx, l1_block, data) VALUES (?1, ?2, ?3)")
  }

  private func insert(_ items: [L1ItemRecord], _ sql: String) throws(StorageError) {
    for item in items {
      try database.execute(sql, [.uint64(item.index), .uint64(item.l1Block), .bytes(item.data)])
    }
  }

  private func selectBlocks(_ condition: String, _ values: [SQLValue]) throws(L1StoreError) -> [L1BlockRecord] {
    try select("SELECT number, hash, parent, timestamp_ms, data FROM l1_blocks \(condition)", values) {
      (row) throws(StorageError) in
      L1BlockRecord(
        number: try row.uint64(0), hash: try row.bytes32(1), parent: try row.bytes32(2),
        timestampMilliseconds: try row.uint64(3), data: try row.bytes(4))
    }
  }

  private func selectItems(_ sql: String, _ first: UInt64, _ limit: Int) throws(L1StoreError) -> [L1ItemRecord] {
    guard let range = range(from: first, limit) else { return [] }
    return try select(sql, range) { (row) throws(StorageError) in
      L1ItemRecord(index: try row.uint64(0), l1Block: try row.uint64(1), data: try row.bytes(2))
    }
  }

  private func select<Record>(
    _ sql: String, _ values: [SQLValue], _ read: (borrowing Row) throws(StorageError) -> Record
  ) throws(L1StoreError) -> [Record] {
    try L1StoreError.wrapping { () throws(StorageError) in try database.rows(sql, values, read) }
  }

  private func number(_ sql: String) throws(L1StoreError) -> UInt64 {
    try select(sql, []) { (row) throws(StorageError) in try row.uint64(0) }.first ?? 0
  }

  /// Nil when no stored number can be as great as `first`.
  private func range(from first: UInt64, _ limit: Int) -> [SQLValue]? {
    precondition(limit >= 0, "a limit counts records")
    return Int64(exactly: first).map { [.int64($0), .int64(Int64(limit))] }
  }
}
