/// A value of a typed-data document, as JSON writes it. What it means follows from the type its field declares.
public enum TypedDataValue: Hashable, Sendable {
  /// A nested structure that is absent; its word is zero.
  case null
  case bool(Bool)
  /// A number as it was written, in decimal digits: no size is too large to be carried here.
  case number(String)
  /// A string; an integer in decimal or `0x` digits; bytes or an address in `0x` digits.
  case text(String)
  case list([TypedDataValue])
  case object([String: TypedDataValue])

  /// What it is, for an error message.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .text: "string"
    case .list: "array"
    case .object: "object"
    }
  }
}
