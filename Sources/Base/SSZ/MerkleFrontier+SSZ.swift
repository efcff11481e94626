import Cryptography
import Merkle

/// Encoded and hashed as `Container {count: uint64, nodes: Vector[Bytes32, depth]}`.
extension MerkleFrontier: SSZCodable {
  public static var fixedByteCount: Int? { 8 + 32 * depth }

  public func encode(to writer: inout SSZWriter) {
    writer.write(count)
    for level in 0..<depth { nodes[level].encode(to: &writer) }
  }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    let count = try reader.readInteger(UInt64.self)
    guard count <= capacity else { throw .invalidValue("a frontier counts more leaves than its tree has") }
    var nodes = InlineArray<depth, Bytes32>(repeating: Bytes32())
    for level in 0..<depth { nodes[level] = try Bytes32.decode(from: &reader) }
    return Self(count: count, nodes: nodes)
  }

  public func hashTreeRoot() -> Bytes32 {
    var merkleizer = StreamingMerkleizer()
    for level in 0..<depth { merkleizer.append(nodes[level]) }
    return SHA256.hash(count.hashTreeRoot(), merkleizer.root())
  }

  public var plainValue: PlainValue {
    .container([
      .init("count", count.plainValue), .init("nodes", .list((0..<depth).map { nodes[$0].plainValue })),
    ])
  }
}
