import Cryptography

/// A claim that several nodes lie in one tree: `indices` names them, `helpers` holds what else their root needs.
///
/// Source: consensus-specs, ssz/merkle-proofs.md, Merkle multiproofs. That page's `calculate_multi_merkle_root` never
/// looks at one of two leaves that lie above one another, or at one of two copies, and so accepts any value there; here
/// such indices are refused. Processing is strictly by descending index, O(n log n) in leaves and helpers together.
public struct Multiproof: Hashable, Sendable {
  /// In the order in which the leaves are given.
  public let indices: [GeneralizedIndex]

  /// Nodes that neither the leaves nor their ancestors supply, by descending index: `helperIndices(for: indices)`.
  public let helpers: [Bytes32]

  public init(indices: [GeneralizedIndex], helpers: [Bytes32]) {
    self.indices = indices
    self.helpers = helpers
  }

  /// The root of the tree in which `leaves[i]` lies at `indices[i]`.
  ///
  /// - Throws: `ProofError` for leaves or helpers that are missing or unused, and for what `helperIndices` refuses.
  public func root(of leaves: [Bytes32]) throws(ProofError) -> Bytes32 {
    guard leaves.count == indices.count else { throw .leafCount(expected: indices.count, found: leaves.count) }
    let expected = try Self.helperIndices(for: indices).count
    guard helpers.count >= expected else { throw .missingHelpers(expected: expected, found: helpers.count) }
    guard helpers.count == expected else { throw .unusedHelpers(expected: expected, found: helpers.count) }
    var unused = helpers[...]
    let nodes = zip(indices, leaves).map { (index: $0, content: $1) }
    return try Self.climb(from: nodes, join: SHA256.hash) { _ in unused.removeFirst() }
  }

  /// Whether `leaves` lie at `indices`, one each, in the tree with this root.
  public func verifies(_ leaves: [Bytes32], in root: Bytes32) -> Bool { (try? self.root(of: leaves)) == root }

  /// The positions, descending, of the nodes that a proof of `indices` must supply.
  ///
  /// - Throws: `ProofError.noIndices`, `.repeatedIndex` or `.nestedIndices`.
  public static func helperIndices(for indices: [GeneralizedIndex]) throws(ProofError) -> [GeneralizedIndex] {
    var found: [GeneralizedIndex] = []
    try climb(from: indices.map { (index: $0, content: ()) }, join: { _, _ in }) { found.append($0) }
    return found
  }

  /// Joins nodes with their siblings from the greatest index to the root, asking `helper` for each absent sibling.
  private static func climb<Content>(
    from nodes: [DescendingNodes<Content>.Node], join: (Content, Content) -> Content,
    helper: (GeneralizedIndex) -> Content
  ) throws(ProofError) -> Content {
    var nodes = try DescendingNodes(nodes)
    var node = try nodes.takeNext()
    while let siblingIndex = node.index.sibling, let parent = node.index.parent {
      let sibling = nodes.isNext(siblingIndex) ? try nodes.takeNext().content : helper(siblingIndex)
      let (left, right) = node.index.isRightChild ? (sibling, node.content) : (node.content, sibling)
      nodes.add(parent: parent, join(left, right))
      node = try nodes.takeNext()
    }
    return node.content
  }
}
