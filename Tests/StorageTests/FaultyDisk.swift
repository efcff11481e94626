import CSQLite
import Glibc

/// Makes SQLite's writes fail on the calling thread, through the hook that its Unix file layer has for tests.
enum FaultyDisk {
  nonisolated(unsafe) private static var thread: pthread_t?
  nonisolated(unsafe) private static var failure: Int32 = 0

  /// Runs `body`, in which every write of this thread fails with `code`, an `errno`.
  ///
  /// The one caller is a serialized suite; writes of other threads go through.
  static func failing<Result>(with code: Int32, _ body: () throws -> Result) rethrows -> Result {
    (thread, failure) = (pthread_self(), code)
    replaceWrites(with: unsafeBitCast(write, to: sqlite3_syscall_ptr.self))
    defer { replaceWrites(with: nil) }
    return try body()
  }

  /// SQLite knows one of the two names, by how it was compiled. Nil puts the real call back.
  private static func replaceWrites(with call: sqlite3_syscall_ptr?) {
    guard let files = sqlite3_vfs_find(nil) else { preconditionFailure("SQLite has no file layer") }
    let codes = ["pwrite", "pwrite64"].map { (name: String) in files.pointee.xSetSystemCall(files, name, call) }
    precondition(codes.contains(SQLITE_OK), "SQLite's writes cannot be replaced")
  }

  private static let write: @convention(c) (Int32, UnsafeRawPointer?, Int, Int) -> Int = { file, bytes, count, offset in
    guard thread.map({ pthread_equal($0, pthread_self()) != 0 }) == true else {
      return pwrite(file, bytes, count, offset)
    }
    errno = failure
    return -1
  }
}
