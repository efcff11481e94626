/// Why some bytes are not the JSON we accept, and where.
public struct JSONError: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// Not JSON, or more than one value, or none.
    case syntax
    case invalidUTF8
    /// A member's name stands twice in one object.
    case duplicateKey
    /// An integer outside Int64, or a real beyond the largest double.
    case numberOutOfRange
    /// A member's name holds U+0000.
    case nullInKey
    /// More containers inside one another than the caller allows.
    case tooDeep(maximum: Int)
    case outOfMemory
  }

  public let kind: Kind

  /// Counted from 1. Zero, like `column`, where the place is not known.
  public let line: Int

  /// Characters of the line up to and with the offending one.
  public let column: Int

  public let message: String
}

extension JSONError: CustomStringConvertible {
  public var description: String { line == 0 ? message : "line \(line), column \(column): \(message)" }
}
