/// What may stand where an option or an argument takes a value.
enum ValueKind: Equatable, Sendable {
  /// Anything; whoever runs the command reads it.
  case text
  case file
  case directory
  /// A whole number within the range.
  case integer(ClosedRange<Int>)
  /// One of a few words or, where there is a range, a whole number within it.
  case words([String], orInteger: ClosedRange<Int>?)
  /// `NAME=FILE`, both not empty.
  case assignment
}

extension ValueKind {
  /// Checks `text`, so that the accessors of `ParsedArguments` have nothing left to refuse.
  ///
  /// - Parameter subject: what the user wrote it for, such as `--port` or `PLIMSOLL_PORT`.
  func check(_ text: String, for subject: String) throws(UsageError.Reason) {
    guard !text.isEmpty else { throw .emptyValue(of: subject) }
    switch self {
    case .text, .file, .directory:
      return
    case .integer(let range):
      try Self.checkInteger(text, in: range, for: subject)
    case .words(let words, let range):
      if words.contains(text) { return }
      guard let range, Int(text) != nil else {
        throw .notAWord(of: subject, found: text, words: words, range: range)
      }
      try Self.checkInteger(text, in: range, for: subject)
    case .assignment:
      guard Assignment(text) != nil else { throw .notAnAssignment(of: subject, found: text) }
    }
  }

  private static func checkInteger(
    _ text: String, in range: ClosedRange<Int>, for subject: String
  ) throws(UsageError.Reason) {
    guard let number = Int(text) else { throw .notAnInteger(of: subject, found: text, range: range) }
    guard range.contains(number) else { throw .outOfRange(of: subject, found: number, range: range) }
  }
}
