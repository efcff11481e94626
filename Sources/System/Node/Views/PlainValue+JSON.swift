import Cryptography
import JSON
import SSZ

extension PlainValue {
  /// Containers by field name, integers as decimal strings, bytes as 0x-hex, sparse lists by index.
  public var json: JSONValue {
    switch self {
    case .unsigned(let value): .string(String(value))
    case .signed(let value): .string(String(value))
    case .boolean(let value): .bool(value)
    case .bytes(let bytes): .string(Hex.encode(bytes))
    case .list(let values): .array(values.map(\.json))
    case .container(let fields): Self.object(fields.map { ($0.name, $0.value) })
    case .sparse(let length, let elements): Self.sparse(length, elements)
    }
  }

  private static func object(_ members: [(String, PlainValue)]) -> JSONValue {
    var object = JSONObject()
    for (name, value) in members { object[name] = value.json }
    return .object(object)
  }

  private static func sparse(_ length: UInt64?, _ elements: [Element]) -> JSONValue {
    var object = JSONObject()
    if let length { object["length"] = .string(String(length)) }
    object["elements"] = Self.object(elements.map { (String($0.index), $0.value) })
    return .object(object)
  }
}
