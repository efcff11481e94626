import Glibc

/// Standard output and standard error, written at once: what another program waits for never lies in a buffer.
enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Writes all of `text`.
  ///
  /// - Throws: `CommandFailure` with `ExitCode.unavailable` when the other side takes no more, such as a full disk. A
  ///   part of `text` may have been written then.
  func write(_ text: String) throws(CommandFailure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw CommandFailure(exitCode: .unavailable, message: "cannot write: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Writes `text` if that is possible. For messages: without a place to say so, a failure cannot be told.
  func attempt(_ text: String) { try? write(text) }
}
