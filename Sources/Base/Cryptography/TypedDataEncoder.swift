/// Hashes values by the structures of one schema (EIP-712, "Definition of hashStruct" and "encodeData").
struct TypedDataEncoder {
  private let schema: TypedDataSchema
  private var typeHashes: [String: Bytes32] = [:]

  init(_ schema: TypedDataSchema) { self.schema = schema }

  mutating func structHash(
    _ values: [String: TypedDataValue], as structure: String, depth: Int = 0
  ) throws(TypedDataError) -> Bytes32 {
    guard let fields = schema.fields(of: structure) else { throw TypedDataError(.unknownType(structure)) }
    var hasher = StructHasher(typeHash: typeHash(of: structure), fieldCount: fields.count)
    for field in fields {
      guard let value = values[field.name] else { throw TypedDataError(.missingField(field.name)) }
      do {
        hasher.append(try word(value, as: field.type, depth: depth + 1))
      } catch {
        throw error.inside(field.name)
      }
    }
    guard values.count == fields.count else {
      let unexpected = Set(values.keys).subtracting(fields.map { $0.name }).min() ?? ""
      throw TypedDataError(.unexpectedField(unexpected))
    }
    return hasher.finish()
  }

  /// The 32 bytes that stand for `value` in the encoding of what holds it.
  private mutating func word(
    _ value: TypedDataValue, as type: FieldType, depth: Int
  ) throws(TypedDataError) -> Bytes32 {
    guard depth <= TypedData.depthLimit else { throw TypedDataError(.tooDeep(limit: TypedData.depthLimit)) }
    switch (type, value) {
    case (.structure, .null): return Bytes32()  // Where a recursive type ends.
    case (.structure(let name), .object(let values)): return try structHash(values, as: name, depth: depth)
    case (.list(let element, let count), .list(let values)):
      guard count == nil || count == values.count else {
        throw TypedDataError(.wrongElementCount(type: type.description, count: values.count))
      }
      return try listHash(values, of: element, depth: depth)
    default: return try type.elementaryWord(value)
    }
  }

  private mutating func listHash(
    _ values: [TypedDataValue], of element: FieldType, depth: Int
  ) throws(TypedDataError) -> Bytes32 {
    var words: [Bytes32] = []
    words.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      do {
        words.append(try word(value, as: element, depth: depth + 1))
      } catch {
        throw error.inside(index: index)
      }
    }
    return Keccak256.hash(words.span)
  }

  private mutating func typeHash(of structure: String) -> Bytes32 {
    if let known = typeHashes[structure] { return known }
    let hash = EIP712.typeHash(schema.encodeType(structure))
    typeHashes[structure] = hash
    return hash
  }
}
