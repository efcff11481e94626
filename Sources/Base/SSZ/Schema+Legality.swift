extension Schema {
  /// Types inside types, itself included. Decoding, encoding and hashing recurse along the type, never along the bytes,
  /// so this bounds the stack.
  public static let nestingLimit = 32

  /// Refuses what is no type of SSZ.
  ///
  /// - Throws: `SchemaError` for vectors and containers of nothing, odd integer widths, equal field names, types nested
  ///   deeper than `nestingLimit`, and fixed parts beyond the address space.
  public func check() throws(SchemaError) {
    try check(levelsLeft: Self.nestingLimit)
    _ = try fixedByteCount()
  }

  private func check(levelsLeft: Int) throws(SchemaError) {
    guard levelsLeft > 0 else { throw .nestedTooDeep(limit: Self.nestingLimit) }
    switch self {
    case .boolean, .byteList, .bitlist: break
    case .uint(let bits):
      guard [8, 16, 32, 64, 128, 256].contains(bits) else { throw .integerWidth(bits: bits) }
    case .byteVector(let length), .bitvector(let length):
      guard length > 0 else { throw .vectorWithoutElements(self) }
    case .vector(let element, let length):
      guard length > 0 else { throw .vectorWithoutElements(self) }
      try element.check(levelsLeft: levelsLeft - 1)
    case .list(let element, _):
      try element.check(levelsLeft: levelsLeft - 1)
      _ = try element.fixedByteCount()
    case .container(let name, let fields):
      try Self.check(fields, of: name, levelsLeft: levelsLeft)
    }
  }

  private static func check(_ fields: [Field], of container: String, levelsLeft: Int) throws(SchemaError) {
    guard !fields.isEmpty else { throw .containerWithoutFields(name: container) }
    var names: Set<String> = []
    for field in fields {
      guard names.insert(field.name).inserted else {
        throw .repeatedField(container: container, field: field.name)
      }
      try field.schema.check(levelsLeft: levelsLeft - 1)
    }
  }
}
