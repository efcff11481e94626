import CSQLite
import Foundation
import Testing

/// A directory that disappears with its last user.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "plimsoll-storage-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: file(name)))) }

  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
  }

  func holds(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// The files as a crash at this instant would leave them. Another process copies them: opening and closing a database
  /// file in this one would drop the locks that SQLite holds on it.
  func crashImage() throws -> TemporaryDirectory {
    let image = try TemporaryDirectory()
    let copy = Process()
    copy.executableURL = URL(fileURLWithPath: "/bin/sh")
    copy.arguments = ["-c", "cp \"$0\"/*.db \"$0\"/*.db-wal \"$1\"", path, image.path]
    try copy.run()
    copy.waitUntilExit()
    try #require(copy.terminationStatus == 0)
    return image
  }

  /// Runs SQL on a file as somebody with the `sqlite3` shell would.
  func alter(_ name: String, _ sql: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    try #require(sqlite3_open(file(name), &handle) == SQLITE_OK)
    try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
  }
}
