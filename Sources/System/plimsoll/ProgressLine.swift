import Glibc

/// One line that says how far something is, written over again and again. Only where standard error is a terminal.
struct ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) != 0

  func show(_ text: String) {
    if isTerminal { StandardStream.error.attempt("\r\(text)\u{1B}[K") }
  }

  /// Clears the line.
  func end() {
    if isTerminal { StandardStream.error.attempt("\r\u{1B}[K") }
  }
}
