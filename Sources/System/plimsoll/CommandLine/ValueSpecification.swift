/// A value in the table: what may stand there, and how help writes it.
struct ValueSpecification: Equatable, Sendable {
  let kind: ValueKind
  /// As in `--port P`. A value of fixed words is written as these words, `real|fast`.
  let display: String

  private init(_ kind: ValueKind, _ display: String) {
    self.kind = kind
    self.display = display
  }

  static func text(_ name: String) -> Self { Self(.text, name) }

  static func file(_ name: String) -> Self { Self(.file, name) }

  static func directory(_ name: String) -> Self { Self(.directory, name) }

  static func integer(_ name: String, in range: ClosedRange<Int>) -> Self { Self(.integer(range), name) }

  static func words(_ words: [String]) -> Self {
    Self(.words(words, orInteger: nil), words.joined(separator: "|"))
  }

  /// One of words that are too many for a usage line.
  static func word(_ name: String, among words: [String]) -> Self { Self(.words(words, orInteger: nil), name) }

  /// Words too many for a usage line; the summary lists them.
  static func words(_ words: [String], named name: String) -> Self { Self(.words(words, orInteger: nil), name) }

  static func integer(_ name: String, in range: ClosedRange<Int>, orWords words: [String]) -> Self {
    Self(.words(words, orInteger: range), ([name] + words).joined(separator: "|"))
  }

  /// - Parameter name: with its equals sign, such as `MARKET=CSV`.
  static func assignment(_ name: String) -> Self { Self(.assignment, name) }
}
