import Cryptography

/// A value of a type that a `Schema` describes. By itself it belongs to no type; `Schema.check(_:)` compares the two.
public indirect enum SchemaValue: Hashable, Sendable {
  case boolean(Bool)

  /// An unsigned integer of any width, little-endian: as it lies in its chunk.
  case uint(Bytes32)

  /// A byte vector or byte list.
  case bytes([UInt8])

  /// A bitvector or bitlist, first bit first.
  case bits([Bool])

  /// A vector or list.
  case elements([SchemaValue])

  /// A container: its fields' values in order.
  case fields([SchemaValue])

  public static func uint(_ value: UInt64) -> SchemaValue {
    .uint(Bytes32(word0: value.littleEndian, word1: 0, word2: 0, word3: 0))
  }
}

extension Schema {
  /// Refuses a value that is not of this type.
  ///
  /// - Throws: `SchemaError` for a type that is none (see `check()`), for a value of another kind, a wrong number of
  ///   elements or fields, more elements than the limit, or an integer that is too wide.
  public func check(_ value: SchemaValue) throws(SchemaError) {
    try check()
    try compare(value)
  }

  private func compare(_ value: SchemaValue) throws(SchemaError) {
    switch (self, value) {
    case (.boolean, .boolean): break
    case (.uint(let bits), .uint(let chunk)):
      let isInRange = (bits / 8..<Bytes32.byteCount).allSatisfy { chunk[byte: $0] == 0 }
      guard isInRange else { throw .integerTooLarge(bits: bits, found: chunk) }
    case (.byteVector(let length), .bytes(let bytes)): try Self.require(bytes.count, equals: length)
    case (.byteList(let limit), .bytes(let bytes)): try Self.require(bytes.count, atMost: limit)
    case (.bitvector(let length), .bits(let bits)): try Self.require(bits.count, equals: length)
    case (.bitlist(let limit), .bits(let bits)): try Self.require(bits.count, atMost: limit)
    case (.vector(let element, let length), .elements(let values)):
      try Self.require(values.count, equals: length)
      for value in values { try element.compare(value) }
    case (.list(let element, let limit), .elements(let values)):
      try Self.require(values.count, atMost: limit)
      for value in values { try element.compare(value) }
    case (.container(_, let fields), .fields(let values)):
      try Self.require(values.count, equals: UInt64(fields.count))
      for (field, value) in zip(fields, values) { try field.schema.compare(value) }
    default: throw .wrongKind(expected: self, found: value)
    }
  }

  private static func require(_ count: Int, equals expected: UInt64) throws(SchemaError) {
    guard count == expected else { throw .wrongCount(expected: expected, found: UInt64(count)) }
  }

  static func require(_ count: Int, atMost limit: UInt64) throws(SchemaError) {
    guard count <= limit else { throw .overLimit(limit: limit, found: UInt64(count)) }
  }
}
