import SSZ

extension Schema {
  /// The type that people write as `List[Account{owner: ByteVector[32], nonce: uint64}, 64]`.
  ///
  /// - Returns: nil for any other text.
  init?(typeName: String) {
    var rest = Substring(typeName.filter { $0 != " " })
    guard let schema = rest.takeSchema(), rest.isEmpty else { return nil }
    self = schema
  }
}

extension Substring {
  fileprivate mutating func takeSchema() -> Schema? {
    let name = prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    self = self[name.endIndex...]
    if take("{") { return takeFields(of: String(name)) }
    guard take("[") else { return Schema(basic: String(name)) }
    switch name {
    case "ByteVector": return takeCount().map { .byteVector(length: $0) }
    case "ByteList": return takeCount().map { .byteList(limit: $0) }
    case "Bitvector": return takeCount().map { .bitvector(length: $0) }
    case "Bitlist": return takeCount().map { .bitlist(limit: $0) }
    default: break
    }
    guard let element = takeSchema(), take(","), let count = takeCount() else { return nil }
    return name == "List" ? .list(of: element, limit: count) : .vector(of: element, length: count)
  }

  private mutating func takeFields(of container: String) -> Schema? {
    var fields: [Schema.Field] = []
    repeat {
      let name = prefix { $0 != ":" }
      self = self[name.endIndex...]
      guard take(":"), let schema = takeSchema() else { return nil }
      fields.append(.init(String(name), schema))
    } while take(",")
    return take("}") ? .container(name: container, fields: fields) : nil
  }

  /// The number before a closing bracket, and the bracket.
  private mutating func takeCount() -> UInt64? {
    let digits = prefix(while: \.isNumber)
    self = self[digits.endIndex...]
    return take("]") ? UInt64(digits) : nil
  }

  private mutating func take(_ character: Character) -> Bool {
    guard first == character else { return false }
    removeFirst()
    return true
  }
}
