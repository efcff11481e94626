import Cryptography

/// A sparse, persistent array of 2^`depth` elements with a cached Merkle root.
///
/// A copy is O(1) and shares what neither side changes; writes are in place where nothing is shared. The tree is only
/// as high as its largest index needs, so that small contents cost one or two indirections. What lies above is zero.
/// `PersistentList` and `PersistentVector` are its two faces.
///
/// Hashing caches inside shared nodes: a copy may go to another thread only after `root()` was called on it.
@frozen public struct PersistentTree<Element: MerkleElement, let depth: Int>: Sendable {
  /// Where the root of this tree lies in the tree of the whole machine; errors name positions there.
  public let position: GeneralizedIndex
  @usableFromInline var top: TreeNode<Element>?
  /// Of a tree of which nothing else is known.
  @usableFromInline var blindedRoot: Bytes32?

  public init(at position: GeneralizedIndex) {
    self.position = position
    top = nil
    blindedRoot = nil
  }

  /// A tree known only by its root.
  public init(blinded root: Bytes32, at position: GeneralizedIndex) {
    self.position = position
    top = nil
    blindedRoot = root
  }

  public static var capacity: UInt64 { 1 << UInt64(depth) }

  @inlinable func isWithin(_ node: TreeNode<Element>, _ index: UInt64) -> Bool {
    index >> UInt64(TreeNode<Element>.depth(height: node.height)) == 0
  }

  @inlinable func blindedError(_ index: UInt64) -> StateAccessError {
    .blinded(position.descendant(depth: depth, position: index))
  }

  /// The element at `index`; the default where nothing was written.
  ///
  /// - Precondition: `index < 2^depth`.
  @inlinable public func read(_ index: UInt64) throws(StateAccessError) -> Element {
    guard var node = top else {
      guard blindedRoot == nil else { throw blindedError(index) }
      return Element()
    }
    guard isWithin(node, index) else { return Element() }
    while node.height > 0 {
      let slot = node.slot(of: index)
      guard let child = node.child(slot) else {
        guard node.isEmpty(slot) else { throw blindedError(index) }
        return Element()
      }
      node = child
    }
    let slot = node.slot(of: index)
    guard !node.isBlinded(slot) else { throw blindedError(index) }
    return node[element: slot]
  }

  /// Sets the element at `index`. Its old value need not be known, the hashes beside its path must be.
  ///
  /// - Precondition: `index < 2^depth`.
  @inlinable public mutating func write(_ element: Element, at index: UInt64) throws(StateAccessError) {
    precondition(index >> UInt64(depth) == 0, "the index lies outside the tree")
    guard blindedRoot == nil else { throw blindedError(index) }
    var node = uniqueTop(reaching: index)
    while node.height > 0 {
      guard let child = node.uniqueChild(node.slot(of: index)) else { throw blindedError(index) }
      node = child
    }
    node[element: node.slot(of: index)] = element
  }

  /// The topmost node, unshared, high enough for `index`.
  @usableFromInline mutating func uniqueTop(reaching index: UInt64) -> TreeNode<Element> {
    if top != nil, !isKnownUniquelyReferenced(&top) { top = top?.copy() }
    var node = top ?? TreeNode(emptyAtHeight: 0)
    while !isWithin(node, index) {
      let higher = TreeNode<Element>(emptyAtHeight: node.height + 1)
      higher.adopt(node, at: 0)
      node = higher
    }
    top = node
    return node
  }

  /// The root, after hashing each changed node once.
  public mutating func root() -> Bytes32 { root(rehashing: top) }

  /// The root of a tree that has not changed since it was hashed, without touching it.
  public var cachedRoot: Bytes32 {
    precondition(top?.dirty ?? 0 == 0, "the tree has changed since it was hashed")
    return root(rehashing: top)
  }

  private func root(rehashing top: TreeNode<Element>?) -> Bytes32 {
    guard let top else { return blindedRoot ?? ZeroHashes.root(depth: depth) }
    var node = top.rehash()
    let height = TreeNode<Element>.depth(height: top.height)
    if height > depth { return top.hash(level: height - depth, position: 0) }
    for level in height..<depth { node = SHA256.hash(node, ZeroHashes.root(depth: level)) }
    return node
  }

  /// The hash of the node `level` levels below the root, counted from the left.
  ///
  /// - Precondition: `root()` was called since the last write.
  public func hash(level: Int, position: UInt64) -> Bytes32 {
    guard let top else {
      precondition(blindedRoot == nil || level == 0, "a tree known only by its root has no inner nodes")
      return blindedRoot ?? ZeroHashes.root(depth: depth - level)
    }
    let above = depth - TreeNode<Element>.depth(height: top.height)
    if level >= above {
      guard position >> UInt64(level - max(above, 0)) == 0 || above < 0 else {
        return ZeroHashes.root(depth: depth - level)
      }
      return top.hash(level: level - above, position: position)
    }
    guard position == 0 else { return ZeroHashes.root(depth: depth - level) }
    var node = top.rehash()
    for height in (depth - above)..<(depth - level) { node = SHA256.hash(node, ZeroHashes.root(depth: height)) }
    return node
  }

  /// A copy that knows only the elements at `kept` (sorted, none twice) and, beside their paths, hashes.
  public mutating func blinded(keeping kept: [UInt64]) -> Self {
    let root = root()
    guard let top, !kept.isEmpty else {
      return self.top == nil && blindedRoot == nil ? self : Self(blinded: root, at: position)
    }
    var copy = self
    copy.top = top.blinded(keeping: kept.prefix { isWithin(top, $0) })
    return copy
  }

  /// Calls `body` with every element that `isWanted`, by ascending index.
  public func forEach<E: Error>(
    where isWanted: (Element) -> Bool, _ body: (UInt64, Element) throws(E) -> Void
  ) throws(E) {
    try top?.forEach(from: 0, where: isWanted, body)
  }
}
