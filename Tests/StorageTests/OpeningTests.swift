import Foundation
import Storage
import Testing

@Suite struct `Opening a data directory` {
  let temporary: TemporaryDirectory

  init() throws { temporary = try TemporaryDirectory() }

  /// Leaves a `chain.db` of thirty blocks and closes it.
  private func makeChain() throws {
    let store = try ChainStore(in: DataDirectory(locking: temporary.path))
    try store.log.append(LogEntry.samples(1...30))
  }

  private func openingError(_ comment: Comment? = nil) throws -> StorageError {
    try #require(
      #expect(throws: StorageError.self, comment) { try ChainStore(in: DataDirectory(locking: temporary.path)) })
  }

  private func readingError() throws -> StorageError {
    try #require(#expect(throws: StorageError.self) { try ChainStore(reading: temporary.path) })
  }

  @Test func `makes it, with all that leads to it`() throws {
    let path = temporary.file("a/b?mode=memory#1//ü %41/")
    let store = try ChainStore(in: DataDirectory(locking: path))
    try store.log.append([.sample(1)])
    #expect(try ChainStore(reading: path).log.last?.sequence == 1)
    #expect(temporary.holds("a/b?mode=memory#1/ü %41/chain.db"))
  }

  @Test func `finds what was there`() throws {
    try makeChain()
    let store = try ChainStore(in: DataDirectory(locking: temporary.path))
    #expect(try store.log.entries(from: 0, limit: 100) == LogEntry.samples(1...30))
    try store.log.append([.sample(31)])
  }

  @Test func `leaves one file for each store when it is closed`() throws {
    try makeChain()
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == ["chain.db"])
  }

  @Test func `is refused to a second node, until the first has gone`() throws {
    var first: DataDirectory? = try DataDirectory(locking: temporary.path)
    let error = #expect(throws: StorageError.self) { try DataDirectory(locking: temporary.path) }
    #expect(error == StorageError(.locked, path: temporary.path))
    let expected = "another process is using it. Stop the other process, or name another data directory."
    #expect(error?.description == "\(temporary.path): \(expected)")
    withExtendedLifetime(first) {}
    first = nil
    _ = try DataDirectory(locking: temporary.path)
  }

  @Test func `stays locked as long as a store within is open`() throws {
    let store = try L1Store(in: DataDirectory(locking: temporary.path))
    #expect(throws: StorageError(.locked, path: temporary.path)) { try DataDirectory(locking: temporary.path) }
    withExtendedLifetime(store) {}
  }

  @Test func `for reading works while a node runs, and after it was killed`() throws {
    let store = try ChainStore(in: DataDirectory(locking: temporary.path))
    try store.log.append(LogEntry.samples(1...3))
    let reader = try ChainStore(reading: temporary.path)
    #expect(try reader.log.last?.sequence == 3)
    try store.log.append([.sample(4)])
    #expect(try reader.log.last?.sequence == 4)
    let image = try temporary.crashImage()
    #expect(try ChainStore(reading: image.path).log.entries(from: 0, limit: 9) == LogEntry.samples(1...4))
  }

  @Test func `for reading creates nothing`() throws {
    #expect(try readingError().cause == .missing)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
    try temporary.write("chain.db", [])
    #expect(try readingError().cause == .empty)
  }

  @Test func `begins again where the very first start was cut short`() throws {
    try temporary.write("chain.db", [])
    try makeChain()
    #expect(try ChainStore(reading: temporary.path).log.last?.sequence == 30)
  }

  @Test func `names a file that is no database and leaves it alone`() throws {
    let garbage = [UInt8](repeating: 0x41, count: 10_000)
    try temporary.write("chain.db", garbage)
    let error = try openingError()
    #expect(error.cause == .notADatabase)
    #expect(error.path == temporary.file("chain.db"))
    #expect(error.code == 26)
    let expected = """
      \(error.path): this is not a Plimsoll database (SQLite 26: file is not a database). Name another data directory; \
      this file has been left as it was.
      """
    #expect(error.description == expected)
    #expect(try readingError().cause == .notADatabase)
    #expect(try temporary.read("chain.db") == garbage)
  }

  @Test func `names a database of another program and leaves it alone`() throws {
    try temporary.alter("chain.db", "CREATE TABLE cookies(host TEXT)")
    let before = try temporary.read("chain.db")
    #expect(try openingError().cause == .foreign(applicationID: 0))
    #expect(try temporary.read("chain.db") == before)
    try temporary.alter("chain.db", "PRAGMA application_id = 7")
    #expect(try openingError().cause == .foreign(applicationID: 7))
    #expect(try readingError().cause == .foreign(applicationID: 7))
  }

  @Test func `tells its own files apart`() throws {
    _ = try L1Store(in: DataDirectory(locking: temporary.path))
    try temporary.write("chain.db", temporary.read("l1.db"))
    let error = try openingError()
    #expect(error.summary == "this is not the Plimsoll database that belongs here (it is a l1.db)")
  }

  @Test(arguments: [(found: 2, advice: "newer"), (found: 0, advice: "older")])
  func `says which schema version it found and what to do`(row: (found: Int32, advice: String)) throws {
    try makeChain()
    try temporary.alter("chain.db", "PRAGMA user_version = \(row.found)")
    let before = try temporary.read("chain.db")
    for error in [try openingError(), try readingError()] {
      #expect(error.cause == .schemaVersion(expected: 1, found: row.found))
      #expect(error.summary == "its schema version is \(row.found), and this program reads version 1")
      #expect(error.remedy.contains(row.advice))
    }
    #expect(try temporary.read("chain.db") == before)
  }

  @Test(arguments: [50, 100, 4_000, 4_096, 5_000, 8_192, 20_000])
  func `tells a truncated file`(size: Int) throws {
    try makeChain()
    let whole = try temporary.read("chain.db")
    try #require(whole.count > size)
    try temporary.write("chain.db", whole.prefix(size))
    let causes: [StorageError.Cause] = [.corrupt, .notADatabase]
    #expect(causes.contains(try openingError().cause))
    #expect(causes.contains(try readingError().cause))
  }

  @Test func `tells a damaged page when it is read`() throws {
    try makeChain()
    var bytes = try temporary.read("chain.db")
    for offset in 4_096..<bytes.count { bytes[offset] = 0xee }
    try temporary.write("chain.db", bytes)
    let store = try ChainStore(in: DataDirectory(locking: temporary.path))
    let error = #expect(throws: LogError.self) { try store.log.entries(from: 0, limit: 100) }
    guard case .storage(let storage) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(storage.cause == .corrupt)
  }

  @Test(.disabled(if: geteuid() == 0, "permissions do not bind root"))
  func `explains permissions, and reads where nothing may be written`() throws {
    try makeChain()
    #expect(chmod(temporary.path, 0o555) == 0)
    defer { chmod(temporary.path, 0o755) }
    #expect(try ChainStore(reading: temporary.path).log.entries(from: 0, limit: 99) == LogEntry.samples(1...30))
    #expect(try openingError().cause == .readOnly)
    #expect(chmod(temporary.file("chain.db"), 0o444) == 0)
    #expect(try ChainStore(reading: temporary.path).log.last?.sequence == 30)
    #expect(try openingError().cause == .readOnly)
    #expect(chmod(temporary.file("chain.db"), 0) == 0)
    #expect(try readingError().cause == .cannotOpen)
    #expect(throws: StorageError.self) { try DataDirectory(locking: temporary.file("below")) }
  }

  @Test(.disabled(if: geteuid() == 0, "permissions do not bind root"))
  func `does not pass over what a killed node left, where nothing may be written`() throws {
    let store = try ChainStore(in: DataDirectory(locking: temporary.path))
    try store.log.append(LogEntry.samples(1...3))
    let image = try temporary.crashImage()
    #expect(chmod(image.path, 0o555) == 0)
    defer { chmod(image.path, 0o755) }
    #expect(throws: StorageError.self) { try ChainStore(reading: image.path) }
  }
}
