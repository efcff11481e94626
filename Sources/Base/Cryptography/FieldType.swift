/// The type of one field of a typed-data document (EIP-712, "Definition of typed structured data").
indirect enum FieldType: Hashable, Sendable {
  case unsigned(bitCount: Int)
  case signed(bitCount: Int)
  case fixedBytes(byteCount: Int)
  case bytes
  case string
  case bool
  case address
  /// A `count` of nil leaves the number of elements to the value.
  case list(of: FieldType, count: Int?)
  case structure(String)

  /// Reads `text`, in which any of `structures` may be named.
  init(_ text: String, structures: Set<String>) throws(TypedDataError) {
    var base = text[...]
    var counts: [Int?] = []
    while base.hasSuffix("]") {
      guard counts.count < TypedData.depthLimit else { throw TypedDataError(.tooDeep(limit: TypedData.depthLimit)) }
      guard let open = base.lastIndex(of: "[") else { throw TypedDataError(.malformedArray(text)) }
      counts.append(try Self.elementCount(base[open...].dropFirst().dropLast(), in: text))
      base = base[..<open]
    }
    guard let element = Self.elementary(base) ?? Self.structure(base, among: structures) else {
      throw TypedDataError(.unknownType(text))
    }
    self = counts.reversed().reduce(element) { .list(of: $0, count: $1) }
  }

  /// The elementary type called `name`, if there is one.
  static func elementary(_ name: Substring) -> FieldType? {
    switch name {
    case "bytes": return .bytes
    case "string": return .string
    case "bool": return .bool
    case "address": return .address
    default: break
    }
    if let bitCount = width(of: name, after: "uint"), isWhole(bitCount) { return .unsigned(bitCount: bitCount) }
    if let bitCount = width(of: name, after: "int"), isWhole(bitCount) { return .signed(bitCount: bitCount) }
    if let byteCount = width(of: name, after: "bytes"), byteCount <= 32 { return .fixedBytes(byteCount: byteCount) }
    return nil
  }

  private static func structure(_ name: Substring, among structures: Set<String>) -> FieldType? {
    // Strings that differ in bytes may be equal to Swift; a declaration is hashed by its bytes.
    guard TypedDataSchema.isName(name), structures.contains(String(name)) else { return nil }
    return .structure(String(name))
  }

  private static func isWhole(_ bitCount: Int) -> Bool { bitCount.isMultiple(of: 8) && bitCount <= 256 }

  private static func width(of name: Substring, after prefix: String) -> Int? {
    name.hasPrefix(prefix) ? positive(name.dropFirst(prefix.count)) : nil
  }

  private static func elementCount(_ digits: Substring, in text: String) throws(TypedDataError) -> Int? {
    if digits.isEmpty { return nil }
    guard let count = positive(digits) else { throw TypedDataError(.malformedArray(text)) }
    return count
  }

  /// A positive number in its only decimal form, without sign or leading zero.
  private static func positive(_ digits: Substring) -> Int? {
    guard let value = Int(digits), value > 0, digits == String(value) else { return nil }
    return value
  }
}

extension FieldType: CustomStringConvertible {
  /// The type as a declaration writes it.
  var description: String {
    switch self {
    case .unsigned(let bitCount): "uint\(bitCount)"
    case .signed(let bitCount): "int\(bitCount)"
    case .fixedBytes(let byteCount): "bytes\(byteCount)"
    case .bytes: "bytes"
    case .string: "string"
    case .bool: "bool"
    case .address: "address"
    case .list(let element, let count): "\(element)[\(count.map(String.init) ?? "")]"
    case .structure(let name): name
    }
  }

  /// The structure that this is or holds.
  var structureName: String? {
    switch self {
    case .structure(let name): name
    case .list(let element, _): element.structureName
    default: nil
    }
  }
}
