import CSQLite
import Glibc

/// One connection to one SQLite file of ours.
///
/// Whatever a transaction wrote is on disk when `transaction` returns: the write-ahead log is synced at each commit.
/// A connection belongs to one thread at a time; a thread that wants its own view opens its own. Letting go of the last
/// reference closes it and folds the write-ahead log into the file.
///
/// After an input or output error the connection refuses everything until the file is opened anew: when a sync has
/// failed, the kernel may report the next one as good although pages of the first were never written.
public final class Database {
  public enum Access: Sendable {
    case readWrite
    /// Nothing is created or changed. Works beside a process that writes.
    case readOnly
  }

  public let path: String
  public let access: Access
  private let handle: OpaquePointer
  private var idle: [String: Statement] = [:]
  private var depth = 0
  private var failure: StorageError?

  /// How long a statement waits for another process before it throws `.locked`.
  static let patienceMilliseconds: Int32 = 5_000

  /// Opens the file at `path` for writing, creates it when there is none, and checks whose it is and its version.
  ///
  /// A file that is not ours is left exactly as it was.
  public static func open(_ path: String, schema: Schema) throws(StorageError) -> Database {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let database = try Database(path, access: .readWrite, flags: flags)
    let isNew = try database.identify(as: schema)
    try database.makeDurable()
    if isNew { try database.create(schema) }
    return database
  }

  /// Opens the file at `path` for reading, and checks whose it is and its version. Another process may be writing it.
  ///
  /// A reader shares memory with the writer through a file beside the database. Where that file can be neither found nor
  /// made, in a read-only directory, nobody writes either: a file without a write-ahead log is then read as it lies.
  public static func read(_ path: String, schema: Schema) throws(StorageError) -> Database {
    do {
      return try Database(reading: path, schema: schema)
    } catch {
      let isForbidden = error.cause == .cannotOpen || error.cause == .readOnly
      guard isForbidden, isWholeWithoutWriteAheadLog(path) else { throw error }
      return try Database(reading: path, immutable: true, schema: schema)
    }
  }

  private convenience init(reading path: String, immutable: Bool = false, schema: Schema) throws(StorageError) {
    try self.init(path, options: immutable ? "?immutable=1" : "", access: .readOnly, flags: SQLITE_OPEN_READONLY)
    guard try !identify(as: schema) else { throw StorageError(.empty, path: path) }
  }

  private init(_ path: String, options: String = "", access: Access, flags: Int32) throws(StorageError) {
    let common = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(Self.uri(of: path) + options, &opened, flags | common, nil)
    guard code == SQLITE_OK, let opened else {
      let error = StorageError(code: code, handle: opened, path: path)
      sqlite3_close_v2(opened)
      throw error
    }
    sqlite3_busy_timeout(opened, Self.patienceMilliseconds)
    self.path = path
    self.access = access
    self.handle = opened
  }

  /// The last connection to close folds the log into the file by itself; with readers about, we do so here.
  deinit {
    idle.removeAll()
    if access == .readWrite, failure == nil {
      sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
    sqlite3_close_v2(handle)
  }
}

// MARK: - Statements

extension Database {
  /// Runs a statement to its end. Rows, if it has any, are passed over.
  public func execute(_ sql: String, _ values: [SQLValue] = []) throws(StorageError) {
    _ = try rows(sql, values) { (_) throws(StorageError) in }
  }

  /// What `read` makes of the first row; nil when there is none.
  public func row<Result>(
    _ sql: String, _ values: [SQLValue] = [], _ read: (borrowing Row) throws(StorageError) -> Result
  ) throws(StorageError) -> Result? {
    try rows(sql, values, read).first
  }

  /// What `read` makes of each row. Every value is a parameter, so that `sql` is a constant and is prepared once.
  public func rows<Result>(
    _ sql: String, _ values: [SQLValue] = [], _ read: (borrowing Row) throws(StorageError) -> Result
  ) throws(StorageError) -> [Result] {
    if let failure { throw failure }
    guard depth == 0 || !hasLostTransaction else { throw StorageError(.transactionLost, path: path) }
    do {
      return try run(sql, values, read)
    } catch {
      if error.cause == .inputOutput { failure = error }
      throw error
    }
  }

  /// A running statement is not among the idle ones, so that `read` may run the same SQL again.
  private func run<Result>(
    _ sql: String, _ values: [SQLValue], _ read: (borrowing Row) throws(StorageError) -> Result
  ) throws(StorageError) -> [Result] {
    let statement =
      if let known = idle.removeValue(forKey: sql) { known } else {
        try Statement(sql, database: handle, path: path)
      }
    defer {
      statement.reset()
      idle[sql] = statement
    }
    try statement.bind(values)
    var results: [Result] = []
    while try statement.step() { results.append(try read(Row(statement))) }
    return results
  }
}

// MARK: - Transactions

extension Database {
  /// Moves the write-ahead log into the file and empties it. While somebody reads an older state, a part stays.
  func fold() throws(StorageError) {
    _ = try row("PRAGMA wal_checkpoint(TRUNCATE)") { (row) throws(StorageError) in try row.uint64(0) }
  }

  /// Carries out `body` wholly or not at all. When it returns, what `body` wrote is on disk.
  ///
  /// Inside another transaction, an error undoes the inner one only, and the outermost return is the durable one. On a
  /// connection that only reads, `body` sees one moment of the file, whatever is written meanwhile.
  public func transaction<Result, Failure: StorageFailure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try Failure.wrapping(begin)
    let result: Result
    do {
      result = try body()
    } catch {
      rollBack()
      throw error
    }
    do {
      try commit()
    } catch {
      rollBack()
      throw Failure(error)
    }
    return result
  }

  private func begin() throws(StorageError) {
    let outermost = access == .readWrite ? "BEGIN IMMEDIATE" : "BEGIN"
    try execute(depth == 0 ? outermost : "SAVEPOINT inner")
    depth += 1
  }

  private func commit() throws(StorageError) {
    try execute(depth == 1 ? "COMMIT" : "RELEASE inner")
    depth -= 1
  }

  /// Runs outside `execute`, because it must also run after an error. Should it fail, the transaction stays open, the
  /// next one is refused, and closing undoes it.
  private func rollBack() {
    depth -= 1
    guard !hasLostTransaction else { return }
    sqlite3_exec(handle, depth == 0 ? "ROLLBACK" : "ROLLBACK TO inner; RELEASE inner", nil, nil, nil)
  }

  /// Some errors, a full disk among them, make SQLite undo the whole transaction by itself.
  private var hasLostTransaction: Bool { sqlite3_get_autocommit(handle) != 0 }
}

// MARK: - Opening

extension Database {
  /// Checks whose file this is, changing nothing. True when nothing has been created in it yet.
  private func identify(as schema: Schema) throws(StorageError) -> Bool {
    let application = try number("PRAGMA application_id")
    let version = try number("PRAGMA user_version")
    if application == 0, version == 0, try number("SELECT count(*) FROM sqlite_schema") == 0 { return true }
    guard application == schema.applicationID else {
      throw StorageError(.foreign(applicationID: application), path: path)
    }
    guard version == schema.version else {
      throw StorageError(.schemaVersion(expected: schema.version, found: version), path: path)
    }
    return false
  }

  /// The settings behind every promise of durability; all but the first last as long as the connection.
  private func makeDurable() throws(StorageError) {
    let mode = try row("PRAGMA journal_mode = WAL") { (row) throws(StorageError) in try row.text(0) } ?? ""
    guard mode == "wal" else { throw StorageError(.noWriteAheadLog(mode: mode), path: path) }
    try execute("PRAGMA synchronous = FULL")
    try execute("PRAGMA foreign_keys = ON")
    try execute("PRAGMA journal_size_limit = 67108864")
  }

  private func create(_ schema: Schema) throws(StorageError) {
    try transaction { () throws(StorageError) in
      for statement in schema.statements { try execute(statement) }
      try execute("PRAGMA application_id = \(schema.applicationID)")
      try execute("PRAGMA user_version = \(schema.version)")
    }
  }

  /// Both marks and the table count fit 32 bits: they are fields of that width, or a handful.
  private func number(_ sql: String) throws(StorageError) -> Int32 {
    Int32(clamping: try row(sql) { (row) throws(StorageError) in try row.int64(0) } ?? 0)
  }

  private static func isWholeWithoutWriteAheadLog(_ path: String) -> Bool {
    var status = stat()
    return stat(path + "-wal", &status) != 0 ? errno == ENOENT : status.st_size == 0
  }

  /// `path` as a URI (RFC 3986 §3.3), so that no path can be taken for one, nor for `:memory:`.
  private static func uri(of path: String) -> String {
    let encoded = path.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x2f, 0x5f, 0x7e: String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return (path.hasPrefix("/") ? "file://" : "file:") + encoded.joined()
  }
}
