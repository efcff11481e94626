import Cryptography
import Merkle

/// Merkleizes chunks as they come, without storing them: one pending node a level.
///
/// Equal to `Merkleization.root(of:depth:)` of the same chunks; made for containers and byte strings, which are hashed
/// far too often to collect their chunks in an array first.
@frozen public struct StreamingMerkleizer: Sendable {
  /// Room for 2^32 chunks.
  @usableFromInline static var depthLimit: Int { 32 }

  @usableFromInline var pending: InlineArray<33, Bytes32>
  @usableFromInline var chunkCount: UInt64

  @inlinable public init() {
    pending = InlineArray(repeating: Bytes32())
    chunkCount = 0
  }

  @inlinable public mutating func append(_ chunk: Bytes32) {
    var node = chunk
    var level = 0
    while chunkCount & (1 << UInt64(level)) != 0 {
      node = SHA256.hash(pending[level], node)
      level += 1
    }
    pending[level] = node
    chunkCount += 1
    precondition(chunkCount <= 1 << UInt64(Self.depthLimit), "more chunks than a tree is made for")
  }

  /// The root of the smallest tree that holds the chunks.
  @inlinable public func root() -> Bytes32 {
    root(depth: Merkleization.depth(forChunkCount: Int(truncatingIfNeeded: chunkCount)))
  }

  /// The root of a tree of 2^`depth` leaves: the chunks, then zero chunks.
  @inlinable public func root(depth: Int) -> Bytes32 {
    guard chunkCount != 1 << UInt64(depth) else { return pending[depth] }
    var node = ZeroHashes.root(depth: 0)
    for level in 0..<depth {
      let isPending = chunkCount & (1 << UInt64(level)) != 0
      node = isPending ? SHA256.hash(pending[level], node) : SHA256.hash(node, ZeroHashes.root(depth: level))
    }
    return node
  }
}
