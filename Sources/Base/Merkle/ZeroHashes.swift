import Cryptography

/// Roots of subtrees in which every leaf is the zero chunk.
///
/// `zeroHashes[0]` is the zero chunk and `zeroHashes[d + 1] = SHA-256(zeroHashes[d] ‖ zeroHashes[d])`, so that empty
/// ranges cost neither memory nor hashing. Source: consensus-specs, ssz/simple-serialize.md, Merkleization.
public enum ZeroHashes {
  /// Deepest subtree of zeroes there is: generalized indices have 64 bits.
  public static let depthLimit = 64

  @usableFromInline static let ladder: [Bytes32] = {
    var roots = [Bytes32()]
    for depth in 0..<depthLimit { roots.append(SHA256.hash(roots[depth], roots[depth])) }
    return roots
  }()

  /// The root of a zero subtree with 2^`depth` leaves, 0 ... 64.
  @inlinable public static func root(depth: Int) -> Bytes32 { ladder[depth] }
}
