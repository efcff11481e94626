import Cryptography
import Merkle

/// `ByteList[limit]`: an opaque string of at most `limit` bytes.
public struct ByteList<let limit: Int>: Hashable, Sendable {
  public let bytes: [UInt8]

  public init() { bytes = [] }

  public init(_ bytes: [UInt8]) throws(DecodingError) {
    guard bytes.count <= limit else { throw .overLimit(limit: limit, found: bytes.count) }
    self.bytes = bytes
  }
}

extension ByteList: SSZCodable {
  public static var fixedByteCount: Int? { nil }

  public func encode(to writer: inout SSZWriter) { writer.write(bytes) }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    guard reader.remaining <= limit else { throw .overLimit(limit: limit, found: reader.remaining) }
    return try Self(Array(reader.readRest()))
  }

  public func hashTreeRoot() -> Bytes32 {
    Merkleization.mixIn(length: UInt64(bytes.count), into: Chunks.root(of: bytes, byteLimit: UInt64(limit)))
  }

  public var plainValue: PlainValue { .bytes(bytes) }
}
