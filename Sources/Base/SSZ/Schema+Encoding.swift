import Cryptography

extension Schema {
  /// The one encoding of `value`. Source: consensus-specs, ssz/simple-serialize.md, Serialization.
  ///
  /// - Throws: `SchemaError` for what `check(_:)` refuses, and `.encodingTooLong` where an offset has no room.
  public func encode(_ value: SchemaValue) throws(SchemaError) -> [UInt8] {
    try check(value)
    var bytes: [UInt8] = []
    try append(value, to: &bytes)
    return bytes
  }

  /// - Precondition: `value` is of this type.
  func append(_ value: SchemaValue, to bytes: inout [UInt8]) throws(SchemaError) {
    switch (self, value) {
    case (.boolean, .boolean(let isTrue)): bytes.append(isTrue ? 1 : 0)
    case (.uint(let bits), .uint(let chunk)): bytes += chunk.bytes.prefix(bits / 8)
    case (.byteVector, .bytes(let content)), (.byteList, .bytes(let content)): bytes += content
    case (.bitvector, .bits(let bits)): bytes += Self.packed(bits)
    case (.bitlist, .bits(let bits)): bytes += Self.packed(bits + [true])
    case (.vector(let element, _), .elements(let values)), (.list(let element, _), .elements(let values)):
      try Self.append(values, of: repeatElement(element, count: values.count), to: &bytes)
    case (.container(_, let fields), .fields(let values)):
      try Self.append(values, of: fields.map { $0.schema }, to: &bytes)
    default: preconditionFailure("a value was written as a type that it was not checked against")
    }
  }

  /// Eight bits a byte, the first lowest; the last byte is filled up with zeroes.
  static func packed(_ bits: [Bool]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount(ofBits: UInt64(bits.count)))
    for (position, bit) in bits.enumerated() where bit { bytes[position / 8] |= 1 << UInt8(position % 8) }
    return bytes
  }

  /// Values of fixed size and offsets first, then the values that the offsets point at.
  private static func append(
    _ values: [SchemaValue], of schemas: some Collection<Schema>, to bytes: inout [UInt8]
  ) throws(SchemaError) {
    let start = bytes.count
    var outlying: [(schema: Schema, value: SchemaValue, offsetPosition: Int)] = []
    for (schema, value) in zip(schemas, values) {
      if try schema.fixedByteCount() != nil {
        try schema.append(value, to: &bytes)
      } else {
        outlying.append((schema, value, bytes.count))
        bytes += [0, 0, 0, 0]
      }
    }
    for part in outlying {
      try write(offset: bytes.count - start, to: &bytes, at: part.offsetPosition)
      try part.schema.append(part.value, to: &bytes)
    }
  }

  private static func write(offset: Int, to bytes: inout [UInt8], at position: Int) throws(SchemaError) {
    guard let offset = UInt32(exactly: offset) else { throw .encodingTooLong(bytes: offset) }
    for index in 0..<offsetByteCount {
      bytes[position + index] = UInt8(truncatingIfNeeded: offset >> UInt32(8 * index))
    }
  }
}
