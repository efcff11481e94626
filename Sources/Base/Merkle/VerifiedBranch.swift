import Cryptography

/// A node whose place in a tree has been checked.
///
/// Only `MerkleBranch.verified(_:in:)` makes one, so a function that takes this type has nothing left to check.
public struct VerifiedBranch: Hashable, Sendable {
  public let index: GeneralizedIndex
  public let leaf: Bytes32
  public let root: Bytes32

  fileprivate init(index: GeneralizedIndex, leaf: Bytes32, root: Bytes32) {
    self.index = index
    self.leaf = leaf
    self.root = root
  }
}

extension MerkleBranch {
  /// - Throws: `ProofError.branchLength` or `.rootMismatch`.
  public func verified(_ leaf: Bytes32, in root: Bytes32) throws(ProofError) -> VerifiedBranch {
    let computed = try self.root(of: leaf)
    guard computed == root else { throw .rootMismatch(expected: root, computed: computed) }
    return VerifiedBranch(index: index, leaf: leaf, root: root)
  }
}
