/// A word, a number or a single character of Swift source, outside comments and string literals.
struct SourceToken: Equatable {
  enum Kind { case word, integer, floatingPoint, symbol }

  let kind: Kind
  let text: String
  /// From 1.
  let line: Int
  /// In bytes of the text.
  let offset: Int

  /// Whether `next` follows without a space.
  func touches(_ next: SourceToken) -> Bool { offset + text.utf8.count == next.offset }
}
