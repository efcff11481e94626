import Cryptography

/// A binary Merkle tree in memory in which a range of zero chunks is one node, whatever its size.
///
/// For building proofs of single values; a ledger keeps its own trees.
public struct SparseTree: Sendable {
  public let root: Bytes32
  private let shape: Shape

  private indirect enum Shape {
    case leaf
    case zeroes(depth: Int)
    case pair(SparseTree, SparseTree)
  }

  public init(leaf: Bytes32) {
    root = leaf
    shape = .leaf
  }

  /// A subtree of 2^`depth` zero chunks, 0 ... 64.
  public init(zeroesOfDepth depth: Int) {
    root = ZeroHashes.root(depth: depth)
    shape = .zeroes(depth: depth)
  }

  public init(_ left: SparseTree, _ right: SparseTree) {
    root = SHA256.hash(left.root, right.root)
    shape = .pair(left, right)
  }

  /// The tree whose 2^`depth` nodes at that depth are `subtrees`, then zero chunks.
  ///
  /// - Precondition: `subtrees.count <= 2^depth`, which the type of the hashed value guarantees.
  public init(_ subtrees: [SparseTree], depth: Int) {
    precondition(depth >= Int.bitWidth - 2 || subtrees.count <= 1 << depth, "more subtrees than the tree has places")
    var row = subtrees
    for level in 0..<depth where !row.isEmpty {
      if !row.count.isMultiple(of: 2) { row.append(SparseTree(zeroesOfDepth: level)) }
      row = stride(from: 0, to: row.count, by: 2).map { SparseTree(row[$0], row[$0 + 1]) }
    }
    self = row.first ?? SparseTree(zeroesOfDepth: depth)
  }

  /// The node at `index`.
  ///
  /// - Throws: `ProofError.noSuchNode`.
  public func node(at index: GeneralizedIndex) throws(ProofError) -> Bytes32 {
    try descend(to: index) { _ in }.root
  }

  /// - Throws: `ProofError.noSuchNode`.
  public func branch(to index: GeneralizedIndex) throws(ProofError) -> MerkleBranch {
    var siblings: [Bytes32] = []
    _ = try descend(to: index) { siblings.append($0) }
    return MerkleBranch(index: index, siblings: siblings.reversed())
  }

  /// - Throws: `ProofError.noSuchNode`, or what `Multiproof.helperIndices` refuses.
  public func multiproof(of indices: [GeneralizedIndex]) throws(ProofError) -> Multiproof {
    let helperIndices = try Multiproof.helperIndices(for: indices)
    _ = try nodes(at: indices)  // Of two positions below a leaf, neither exists, and no helper would miss them.
    return Multiproof(indices: indices, helpers: try nodes(at: helperIndices))
  }

  /// - Throws: `ProofError.noSuchNode`.
  public func nodes(at indices: [GeneralizedIndex]) throws(ProofError) -> [Bytes32] {
    var found: [Bytes32] = []
    for index in indices { found.append(try node(at: index)) }
    return found
  }

  /// Follows the bits of `index` down from the root, showing the node beside each step.
  private func descend(to index: GeneralizedIndex, passing: (Bytes32) -> Void) throws(ProofError) -> SparseTree {
    var node = self
    for height in (0..<index.depth).reversed() {
      guard let (left, right) = node.children else { throw .noSuchNode(index) }
      let goesRight = index.rawValue >> UInt64(height) & 1 == 1
      passing(goesRight ? left.root : right.root)
      node = goesRight ? right : left
    }
    return node
  }

  private var children: (SparseTree, SparseTree)? {
    switch shape {
    case .leaf, .zeroes(depth: 0): return nil
    case .zeroes(let depth):
      let half = SparseTree(zeroesOfDepth: depth - 1)
      return (half, half)
    case .pair(let left, let right): return (left, right)
    }
  }
}
