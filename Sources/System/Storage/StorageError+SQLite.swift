import CSQLite
import Glibc

extension StorageError {
  /// The error of a call on `handle` that returned `code`.
  init(code: Int32, handle: OpaquePointer?, path: String) {
    let said = handle.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
    self.init(Self.cause(of: code, path: path), path: path, code: code, message: said.map { String(cString: $0) } ?? "")
  }

  /// The error of a system call on `path` that failed just now.
  static func system(_ path: String, errno code: Int32 = errno) -> Self {
    let cause: Cause =
      switch code {
      case EWOULDBLOCK: .locked
      case ENOENT: .missing
      case ENOSPC, EDQUOT: .diskFull
      case EROFS: .readOnly
      case EIO: .inputOutput
      default: .cannotOpen
      }
    return Self(cause, path: path, message: cause == .locked ? "" : String(cString: strerror(code)))
  }

  /// The low byte of an extended code is the primary one (https://www.sqlite.org/rescode.html).
  private static func cause(of code: Int32, path: String) -> Cause {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: .locked
    case SQLITE_NOTADB: .notADatabase
    case SQLITE_CORRUPT: .corrupt
    case SQLITE_FULL: .diskFull
    case SQLITE_READONLY: .readOnly
    case SQLITE_IOERR: .inputOutput
    case SQLITE_TOOBIG: .tooLarge
    case SQLITE_CANTOPEN: access(path, F_OK) == 0 ? .cannotOpen : .missing
    case SQLITE_PERM, SQLITE_AUTH: .cannotOpen
    default: .refused
    }
  }
}
