import Cryptography

/// `Bytes20`.
extension Address: SSZCodable {
  public static var fixedByteCount: Int? { byteCount }
  public func encode(to writer: inout SSZWriter) { writer.write(bytes) }
  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Address {
    Address(try reader.readBytes(byteCount))
  }
  @inlinable public func hashTreeRoot() -> Bytes32 {
    Bytes32(word0: word0, word1: word1, word2: UInt64(UInt32(littleEndian: word2)).littleEndian, word3: 0)
  }
  public var plainValue: PlainValue { .bytes(bytes) }
}
