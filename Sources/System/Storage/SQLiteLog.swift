import Cryptography

/// The ordered log in `chain.db`. Each append is one transaction, or part of the one around it.
public final class SQLiteLog: SequencerLog {
  private let database: Database

  init(_ database: Database) { self.database = database }

  public var epoch: UInt64 {
    get throws(LogError) {
      let found = try LogError.wrapping { () throws(StorageError) in
        try database.row("SELECT current FROM epoch") { (row) throws(StorageError) in try row.uint64(0) }
      }
      guard let found else { throw .storage(StorageError(.corrupt, path: database.path, message: "no epoch")) }
      return found
    }
  }

  public var last: LogPosition? {
    get throws(LogError) {
      try LogError.wrapping { () throws(StorageError) in
        try database.row("SELECT sequence, epoch, hash FROM log ORDER BY sequence DESC LIMIT 1") {
          (row) throws(StorageError) in
          LogPosition(sequence: try row.uint64(0), epoch: try row.uint64(1), hash: try row.bytes32(2))
        }
      }
    }
  }

  public func append(_ entries: [LogEntry]) throws(LogError) {
    try database.transaction { () throws(LogError) in
      for entry in try unwritten(of: entries) { try LogError.wrapping { () throws(StorageError) in try insert(entry) } }
    }
  }

  public func entries(from first: UInt64, limit: Int) throws(LogError) -> [LogEntry] {
    precondition(limit >= 0, "a limit counts entries")
    guard let first = Int64(exactly: first) else { return [] }
    return try select("WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2", [.int64(first), .int64(Int64(limit))])
  }

  public func entry(_ sequence: UInt64) throws(LogError) -> LogEntry? {
    guard let sequence = Int64(exactly: sequence) else { return nil }
    return try select("WHERE sequence = ?1", [.int64(sequence)]).first
  }

  public func entry(hash: Bytes32) throws(LogError) -> LogEntry? {
    try select("WHERE hash = ?1", [.hash(hash)]).first
  }

  public func beginEpoch(_ epoch: UInt64) throws(LogError) {
    try database.transaction { () throws(LogError) in
      let current = try self.epoch
      guard epoch >= current else { throw .fenced(current: current, found: epoch) }
      try LogError.wrapping { () throws(StorageError) in
        try database.execute("UPDATE epoch SET current = ?1", [.uint64(epoch)])
      }
    }
  }

  /// The checkpoints and traces of the removed blocks go with them: a trigger of the schema sees to it.
  public func truncate(after sequence: UInt64, epoch: UInt64) throws(LogError) {
    try database.transaction { () throws(LogError) in
      try requireEpoch(epoch)
      try LogError.wrapping { () throws(StorageError) in
        try database.execute("DELETE FROM log WHERE sequence > ?1", [.int64(Int64(clamping: sequence))])
      }
    }
  }

  private func insert(_ entry: LogEntry) throws(StorageError) {
    try database.execute(
      """
      INSERT INTO log(sequence, epoch, hash, header, inputs, outputs, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """,
      [
        .uint64(entry.sequence), .uint64(entry.epoch), .hash(entry.hash), .bytes(entry.header), .bytes(entry.inputs),
        .bytes(entry.outputs), .bytes(entry.signature),
      ])
  }

  private func select(_ condition: String, _ values: [SQLValue]) throws(LogError) -> [LogEntry] {
    try LogError.wrapping { () throws(StorageError) in
      try database.rows(
        "SELECT sequence, epoch, hash, header, inputs, outputs, signature FROM log \(condition)", values
      ) { (row) throws(StorageError) in
        LogEntry(
          sequence: try row.uint64(0), epoch: try row.uint64(1), hash: try row.bytes32(2), header: try row.bytes(3),
          inputs: try row.bytes(4), outputs: try row.bytes(5), signature: try row.bytes(6))
      }
    }
  }
}
