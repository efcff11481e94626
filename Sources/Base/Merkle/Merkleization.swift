import Cryptography

/// Chunks to root, after consensus-specs ssz/simple-serialize.md: `merkleize`, `mix_in_length`.
public enum Merkleization {
  /// The root of a tree of 2^`depth` leaves: `chunks`, then zero chunks.
  ///
  /// - Precondition: `chunks.count <= 2^depth`, which the type of the hashed value guarantees.
  public static func root(of chunks: consuming [Bytes32], depth: Int) -> Bytes32 {
    precondition(depth >= Int.bitWidth - 2 || chunks.count <= 1 << depth, "more chunks than the tree has leaves")
    guard !chunks.isEmpty else { return ZeroHashes.root(depth: depth) }
    var nodes = chunks
    for level in 0..<depth {
      let parents = (nodes.count + 1) / 2
      for parent in 0..<parents {
        let right = 2 * parent + 1
        nodes[parent] = SHA256.hash(
          nodes[2 * parent], right < nodes.count ? nodes[right] : ZeroHashes.root(depth: level))
      }
      nodes.removeLast(nodes.count - parents)
    }
    return nodes[0]
  }

  /// A list's root: the root of its elements' tree beside its length.
  public static func mixIn(length: UInt64, into root: Bytes32) -> Bytes32 {
    SHA256.hash(root, Bytes32(word0: length.littleEndian, word1: 0, word2: 0, word3: 0))
  }

  /// The smallest depth whose tree has room for `count` leaves.
  @inlinable public static func depth(forChunkCount count: Int) -> Int {
    count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
  }
}
