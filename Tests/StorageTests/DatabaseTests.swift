import Cryptography
import Foundation
import Storage
import Testing

extension Schema {
  /// One table that takes anything.
  static let loose = Schema(
    fileName: "loose.db", applicationID: 0x504c_5454, version: 3,
    statements: ["CREATE TABLE things(id INTEGER PRIMARY KEY, thing)"])
}

@Suite struct `A database` {
  let temporary: TemporaryDirectory
  let database: Database

  init() throws {
    temporary = try TemporaryDirectory()
    database = try Database.open(temporary.file("loose.db"), schema: .loose)
  }

  private func put(_ id: Int64, _ value: SQLValue = .int64(0)) throws(StorageError) {
    try database.execute("INSERT INTO things VALUES (?1, ?2)", [.int64(id), value])
  }

  private func get<Value>(_ id: Int64, _ read: (borrowing Row) throws(StorageError) -> Value) throws -> Value? {
    try database.row("SELECT thing FROM things WHERE id = ?1", [.int64(id)], read)
  }

  private var ids: [Int64] {
    get throws {
      try database.rows("SELECT id FROM things ORDER BY id") { (row) throws(StorageError) in try row.int64(0) }
    }
  }

  /// No test can pull the plug; what SQLite promises under these settings is its own
  /// (https://www.sqlite.org/pragma.html#pragma_synchronous).
  @Test func `syncs its write-ahead log at each commit and minds foreign keys`() throws {
    func setting(_ sql: String) throws -> Int64? {
      try database.row(sql) { (row) throws(StorageError) in try row.int64(0) }
    }
    #expect(try setting("PRAGMA synchronous") == 2)
    #expect(try setting("PRAGMA foreign_keys") == 1)
    #expect(try database.row("PRAGMA journal_mode") { (row) throws(StorageError) in try row.text(0) } == "wal")
  }

  @Test func `keeps every kind of value as it was`() throws {
    let hash = SHA256.hash([1])
    try put(1, .int64(.min))
    try put(2, .uint64(UInt64(Int64.max)))
    try put(3, .text("å\u{0}\u{1F6A2}"))
    try put(4, .bytes((0...255).map { UInt8($0) }))
    try put(5, .bytes([]))
    try put(6, .hash(hash))
    try put(7, .text(""))
    #expect(try get(1) { (row) throws(StorageError) in try row.int64(0) } == .min)
    #expect(try get(2) { (row) throws(StorageError) in try row.uint64(0) } == UInt64(Int64.max))
    #expect(try get(3) { (row) throws(StorageError) in try row.text(0) } == "å\u{0}\u{1F6A2}")
    #expect(try get(4) { (row) throws(StorageError) in try row.bytes(0) } == (0...255).map { UInt8($0) })
    #expect(try get(5) { (row) throws(StorageError) in try row.bytes(0) } == [])
    #expect(try get(6) { (row) throws(StorageError) in try row.bytes32(0) } == hash)
    #expect(try get(7) { (row) throws(StorageError) in try row.text(0) } == "")
    #expect(try get(8) { (row) throws(StorageError) in try row.int64(0) } == nil)
  }

  @Test(arguments: [UInt64(Int64.max) + 1, .max])
  func `refuses a number that does not fit`(value: UInt64) throws {
    #expect(throws: StorageError(.outOfRange(value: value), path: database.path)) { try put(1, .uint64(value)) }
    #expect(try ids == [])
  }

  @Test func `calls a column of another kind damage`() throws {
    try put(1, .text("1"))
    try put(2, .int64(-1))
    try put(3, .bytes([1, 2, 3]))
    let cause = StorageError.Cause.corrupt
    #expect(throws: StorageError.self) { try get(1) { (row) throws(StorageError) in try row.int64(0) } }
    #expect(throws: StorageError.self) { try get(2) { (row) throws(StorageError) in try row.uint64(0) } }
    #expect(throws: StorageError.self) { try get(2) { (row) throws(StorageError) in try row.bytes(0) } }
    #expect(throws: StorageError.self) { try get(3) { (row) throws(StorageError) in try row.text(0) } }
    let error = #expect(throws: StorageError.self) { try get(3) { (row) throws(StorageError) in try row.bytes32(0) } }
    #expect(error?.cause == cause)
    #expect(error?.message == "column thing holds a value of another kind")
  }

  @Test func `undoes a transaction that throws`() throws {
    try put(1)
    #expect(throws: StorageError(.refused, path: "mine")) {
      try database.transaction { () throws(StorageError) in
        try put(2)
        throw StorageError(.refused, path: "mine")
      }
    }
    #expect(try ids == [1])
  }

  @Test func `undoes the inner transaction alone, or all of them`() throws {
    try database.transaction { () throws(StorageError) in
      try put(1)
      try database.transaction { () throws(StorageError) in try put(2) }
      try? database.transaction { () throws(StorageError) in
        try put(3)
        try database.transaction { () throws(StorageError) in try put(4) }
        throw StorageError(.refused, path: "")
      }
    }
    #expect(try ids == [1, 2])
    try? database.transaction { () throws(StorageError) in
      try database.transaction { () throws(StorageError) in try put(5) }
      throw StorageError(.refused, path: "")
    }
    #expect(try ids == [1, 2])
  }

  @Test func `may run a statement again while it is running`() throws {
    for id in 1...3 as ClosedRange<Int64> { try put(id) }
    let sql = "SELECT id FROM things WHERE id >= ?1 ORDER BY id"
    let nested = try database.rows(sql, [.int64(1)]) { (row) throws(StorageError) in
      try database.rows(sql, [.int64(try row.int64(0))]) { (row) throws(StorageError) in try row.int64(0) }
    }
    #expect(nested == [[1, 2, 3], [2, 3], [3]])
  }

  @Test func `names a broken constraint and a wrong statement as our own mistakes`() throws {
    try put(1)
    let error = #expect(throws: StorageError.self) { try put(1) }
    #expect(error?.cause == .refused)
    #expect(error?.message == "UNIQUE constraint failed: things.id")
    #expect(throws: StorageError.self) { try database.execute("INSERT INTO nowhere VALUES (1)") }
    try put(2)
    #expect(try ids == [1, 2])
  }

  @Test func `is read by others while it is written, each seeing one moment`() throws {
    try put(1)
    let reader = try Database.read(database.path, schema: .loose)
    func count() throws(StorageError) -> Int64? {
      try reader.row("SELECT count(*) FROM things") { (row) throws(StorageError) in try row.int64(0) }
    }
    #expect(try count() == 1)
    try reader.transaction { () throws(StorageError) in
      _ = try count()
      try put(2)
      #expect(try count() == 1)
    }
    #expect(try count() == 2)
    try database.transaction { () throws(StorageError) in
      try put(3)
      #expect(try count() == 2)
    }
    #expect(try count() == 3)
    let error = #expect(throws: StorageError.self) { try reader.execute("DELETE FROM things") }
    #expect(error?.cause == .readOnly)
  }

  @Test func `waits for a shell that holds the file, but not for ever`() throws {
    try database.execute("PRAGMA busy_timeout = 50")
    let shell = try Shell(holding: database.path)
    let error = #expect(throws: StorageError.self) { try put(1) }
    #expect(error?.cause == .locked)
    shell.letGo()
    try put(1)
    #expect(try ids == [1])
  }

  @Test func `tells a full disk, undoes the whole transaction, and goes on when there is room`() throws {
    try put(1)
    try database.execute("PRAGMA max_page_count = 20")
    let error = #expect(throws: StorageError.self) {
      try database.transaction { () throws(StorageError) in
        try put(2)
        try? database.transaction { () throws(StorageError) in try put(3, .bytes([UInt8](repeating: 7, count: 1 << 20)))
        }
        try put(4)
      }
    }
    #expect(error?.cause == .transactionLost || error?.cause == .diskFull)
    #expect(try ids == [1])
    try database.execute("PRAGMA max_page_count = 1000000")
    try put(5)
    #expect(try ids == [1, 5])
  }
}
