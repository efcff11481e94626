/// Why bytes are not the one encoding of a value. Offsets count from the start of the innermost value.
public enum DecodingError: Error, Equatable, Sendable {
  case truncated(needed: Int, available: Int)
  case trailingBytes(count: Int)
  case invalidBoolean(UInt8)
  /// The first offset must equal the length of the fixed part.
  case firstOffset(expected: Int, found: Int)
  /// Offsets must not fall, nor point behind the end.
  case offsetOutOfOrder(previous: Int, found: Int, end: Int)
  case lengthNotMultiple(length: Int, of: Int)
  case overLimit(limit: Int, found: Int)
  /// A byte that names a case which does not exist.
  case unknownSelector(UInt8)
  /// The value is well-formed, but its type excludes it (a high-s signature, an empty list where one is required).
  case invalidValue(StaticDescription)

  /// A constant text; equality is by content.
  public struct StaticDescription: Equatable, Sendable, ExpressibleByStringLiteral {
    public let text: StaticString
    public init(stringLiteral text: StaticString) { self.text = text }

    public static func == (left: Self, right: Self) -> Bool {
      left.text.description == right.text.description
    }
  }
}
