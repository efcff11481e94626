import Cryptography

/// A claim that one node lies at `index` in some tree: the siblings of every node between it and the root.
///
/// Source: consensus-specs, ssz/merkle-proofs.md, `calculate_merkle_root`.
public struct MerkleBranch: Hashable, Sendable {
  public let index: GeneralizedIndex

  /// Bottom-up: the first is the leaf's own sibling, the last a child of the root.
  public let siblings: [Bytes32]

  public init(index: GeneralizedIndex, siblings: [Bytes32]) {
    self.index = index
    self.siblings = siblings
  }

  /// The root of the tree in which `leaf` has these siblings.
  ///
  /// - Throws: `ProofError.branchLength`.
  public func root(of leaf: Bytes32) throws(ProofError) -> Bytes32 {
    guard siblings.count == index.depth else {
      throw .branchLength(expected: index.depth, found: siblings.count)
    }
    var node = leaf
    for (height, sibling) in siblings.enumerated() {
      let isRightChild = index.rawValue >> UInt64(height) & 1 == 1
      node = isRightChild ? SHA256.hash(sibling, node) : SHA256.hash(node, sibling)
    }
    return node
  }

  /// Whether `leaf` lies at `index` in the tree with this root.
  public func verifies(_ leaf: Bytes32, in root: Bytes32) -> Bool { (try? self.root(of: leaf)) == root }
}
