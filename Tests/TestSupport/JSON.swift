/// JSON of a shape that only the test knows.
public indirect enum JSON: Decodable, Sendable {
  case null
  case boolean(Bool)
  case integer(UInt64)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let values = try? container.decode([JSON].self) {
      self = .array(values)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  public subscript(_ key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  public var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  public var array: [JSON]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  /// A count, written as a number or as decimal digits.
  public var count: UInt64? {
    switch self {
    case .integer(let value): value
    case .string(let text): UInt64(text)
    default: nil
    }
  }
}
