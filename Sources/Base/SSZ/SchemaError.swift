import Cryptography
import Merkle

/// What is wrong with a type, a value, some bytes or a path, and by how much.
public enum SchemaError: Error, Equatable, Sendable {
  // Types that SSZ does not have.
  case integerWidth(bits: Int)
  case vectorWithoutElements(Schema)
  case containerWithoutFields(name: String)
  case repeatedField(container: String, field: String)
  case nestedTooDeep(limit: Int)

  /// The fixed part would not fit the address space.
  case fixedPartTooLarge

  // Bytes that are no encoding.
  case malformed(DecodingError)

  /// Bits behind the last one of a bitvector must be zero.
  case paddingBits(lastByte: UInt8, bitCount: UInt64)

  /// The highest bit of a bitlist's last byte marks its end; here there is no byte, or it is zero.
  case missingDelimiter

  // Values that are not of the type.
  case wrongKind(expected: Schema, found: SchemaValue)
  case wrongCount(expected: UInt64, found: UInt64)
  case overLimit(limit: UInt64, found: UInt64)
  case integerTooLarge(bits: Int, found: Bytes32)

  /// Offsets have 32 bits.
  case encodingTooLong(bytes: Int)

  // Paths that lead nowhere.
  case noSuchField(container: String, field: String)
  case noSuchElement(length: UInt64, index: UInt64)
  case noSuchStep(Schema.Step, in: Schema)

  /// Generalized indices have 64 bits: 63 levels.
  case pathTooDeep(depth: Int)

  // Proofs of positions that the value's tree lacks, or that cannot be proven together.
  case proof(ProofError)
}
