import Cryptography
import Merkle

/// A value with one encoding, one root and one plain form.
///
/// Source: consensus-specs, ssz/simple-serialize.md. Signed integers, which SSZ lacks, are two's complement in the
/// unsigned type of the same width.
public protocol SSZCodable: Sendable {
  /// The length of every encoding; nil where it depends on the value.
  static var fixedByteCount: Int? { get }

  /// Whether a list packs these values into shared chunks (integers and booleans).
  static var isBasic: Bool { get }

  func encode(to writer: inout SSZWriter)

  /// Reads a value. Of a variable-size type, the reader's whole range is the value.
  static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self

  func hashTreeRoot() -> Bytes32

  /// The value for people and scripts: names, numbers and bytes, without chunks or hashes.
  var plainValue: PlainValue { get }
}

extension SSZCodable {
  public static var isBasic: Bool { false }

  public func encoded() -> [UInt8] {
    var writer = SSZWriter()
    encode(to: &writer)
    return writer.bytes
  }

  /// The value whose encoding is `bytes`, all of them.
  public static func decoded(_ bytes: [UInt8]) throws(DecodingError) -> Self {
    var reader = SSZReader(bytes)
    let value = try decode(from: &reader)
    try reader.finish()
    return value
  }
}
