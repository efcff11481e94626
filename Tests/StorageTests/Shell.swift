import CSQLite
import Testing

/// A stranger's connection that has begun to write and has not finished.
final class Shell {
  private var handle: OpaquePointer?

  init(holding path: String) throws {
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    try #require(sqlite3_exec(handle, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
  }

  func letGo() { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }

  deinit { sqlite3_close_v2(handle) }
}
