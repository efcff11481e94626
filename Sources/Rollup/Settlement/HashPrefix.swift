import Cryptography
import SSZ

/// `Bytes20`: the first twenty bytes of a hash, enough to notice that two parties speak of different things.
public struct HashPrefix: SSZCodable, Equatable {
  private var storage = FixedVector<UInt8, 20>(repeating: 0)

  public init() {}

  public init(of hash: Bytes32) {
    for position in 0..<20 { storage[position] = hash[byte: position] }
  }

  public static var fixedByteCount: Int? { 20 }
  public func encode(to writer: inout SSZWriter) { storage.encode(to: &writer) }
  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> HashPrefix {
    var prefix = HashPrefix()
    prefix.storage = try FixedVector.decode(from: &reader)
    return prefix
  }
  public func hashTreeRoot() -> Bytes32 { storage.hashTreeRoot() }
  public var plainValue: PlainValue { .bytes(storage.elements) }
}
