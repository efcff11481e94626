import Cryptography
import SSZ

extension SchemaValue {
  /// The value that is shown as `plain`, by the names that `schema` gives its fields; nil where they do not fit.
  init?(_ plain: PlainValue, as schema: Schema) {
    switch (schema, plain) {
    case (.boolean, .boolean(let value)): self = .boolean(value)
    case (.uint, .unsigned(let value)): self = .uint(Self.chunk(value))
    case (.uint(let bits), .signed(let value)): self = .uint(Self.chunk(UInt128(truncatingIfNeeded: value), bits))
    case (.byteVector, .bytes(let bytes)), (.byteList, .bytes(let bytes)): self = .bytes(bytes)
    case (.byteVector, .container(let fields)):
      guard fields.count == 1, let root = Documented.unionRoot(fields[0]) else { return nil }
      self = .bytes(root.bytes)
    case (.vector(let element, _), .list(let values)), (.list(let element, _), .list(let values)):
      let elements = values.compactMap { SchemaValue($0, as: element) }
      guard elements.count == values.count else { return nil }
      self = .elements(elements)
    case (.container(_, let documented), .container(let fields)):
      guard documented.map(\.name) == fields.map(\.name) else { return nil }
      let values = zip(documented, fields).compactMap { SchemaValue($1.value, as: $0.schema) }
      guard values.count == fields.count else { return nil }
      self = .fields(values)
    default: return nil
    }
  }

  /// The lowest `bits` of `value`: of a negative number, its two's complement in that width.
  private static func chunk(_ value: UInt128, _ bits: Int = 128) -> Bytes32 {
    let low = bits == 128 ? value : value & (1 << UInt128(bits) - 1)
    return Bytes32(
      word0: UInt64(truncatingIfNeeded: low).littleEndian, word1: UInt64(truncatingIfNeeded: low >> 64).littleEndian,
      word2: 0, word3: 0)
  }
}
