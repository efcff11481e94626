import Cryptography

extension PersistentTree {
  /// A tree known only by its root.
  public init(blinded root: Bytes32, at position: GeneralizedIndex) {
    self.init(at: position)
    unopened = UnopenedTree(root: root)
  }

  /// A copy that notes in `log` the position of each element that is read or written.
  public mutating func recording(into log: AccessLog) -> Self {
    let root = root()
    var copy = Self(at: position)
    copy.unopened = UnopenedTree(root: root, recording: top, height: Self.fullHeight, into: log)
    return copy
  }

  /// A tree of which a proof shows some elements, and the hashes beside their paths.
  ///
  /// - Parameters:
  ///   - elements: one at least, each with its root: that of an absent element is zero.
  ///   - hashes: by level below the root and position from the left: `Multiproof.helperIndices` says which are needed.
  ///     Whoever has not checked the proof gets a tree with some root or other.
  ///   - log: is told of each element when it is first touched.
  public init(
    proving elements: [(index: UInt64, value: Element, root: Bytes32)],
    hashes: [(level: Int, position: UInt64, hash: Bytes32)],
    at position: GeneralizedIndex, into log: AccessLog
  ) {
    self.init(at: position)
    let node = TreeNode<Element>(provingAtHeight: Self.fullHeight, into: log)
    for (index, value, root) in elements { node.reveal(value, root, at: index) }
    let above = TreeNode<Element>.depth(height: Self.fullHeight) - depth
    for (level, position, hash) in hashes { node.reveal(hash, level: level + above, position: position) }
    node.hashRevealed()
    top = node
  }

  /// The height of a node with room for the whole tree.
  private static var fullHeight: Int {
    let beyondPage = max(0, depth - TreeNode<Element>.pageBits)
    return (beyondPage + TreeNode<Element>.branchBits - 1) / TreeNode<Element>.branchBits
  }
}
