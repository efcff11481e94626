import Cryptography

/// A sparse, persistent array of 2^`depth` elements with a cached Merkle root.
///
/// A copy is O(1) and shares what neither side changes; writes are in place where nothing is shared. The tree is only
/// as high as its largest index needs, so that small contents cost one or two indirections. What lies above is zero.
/// `PersistentList` and `PersistentVector` are its two faces. `PersistentTree+Proof.swift` has the trees of which only
/// parts are known.
///
/// Hashing caches inside shared nodes: a copy may go to another thread only after `root()` was called on it.
@frozen public struct PersistentTree<Element: MerkleElement, let depth: Int>: Sendable {
  /// Where the root of this tree lies in the tree of the whole machine; errors name positions there.
  public let position: GeneralizedIndex
  @usableFromInline var top: TreeNode<Element>?
  /// What stands for a tree without a top that is not empty.
  @usableFromInline var unopened: UnopenedTree<Element>?

  public init(at position: GeneralizedIndex) {
    self.position = position
    top = nil
    unopened = nil
  }

  public static var capacity: UInt64 { 1 << UInt64(depth) }

  @inlinable func isWithin(_ node: TreeNode<Element>, _ index: UInt64) -> Bool {
    index >> UInt64(TreeNode<Element>.depth(height: node.height)) == 0
  }

  @inlinable func positionOf(_ index: UInt64) -> GeneralizedIndex {
    position.descendant(depth: depth, position: index)
  }

  /// The element at `index`; the default where nothing was written, and behind the last element that there could be, where
  /// nothing ever is: a search that goes one too far finds nothing there, and needs no proof of it.
  @inlinable public func read(_ index: UInt64) throws(StateAccessError) -> Element {
    guard index >> UInt64(depth) == 0 else { return Element() }
    guard var node = top else { return try readUnopened(index) }
    guard isWithin(node, index) else { return Element() }
    while node.height > 0 {
      let slot = node.slot(of: index)
      if let child = node.child(slot) {
        node = child
      } else {
        guard node.isGuarded(slot) else { return Element() }
        guard let child = node.openChild(slot) else { throw .blinded(positionOf(index)) }
        node = child
      }
    }
    let slot = node.slot(of: index)
    if node.isGuarded(slot) { try open(slot, of: node, index) }
    return node[element: slot]
  }

  @inlinable func checkWithin(_ index: UInt64) throws(StateAccessError) {
    guard index >> UInt64(depth) == 0 else { throw .outside(tree: position, index: index) }
  }

  @usableFromInline func readUnopened(_ index: UInt64) throws(StateAccessError) -> Element {
    guard let unopened else { return Element() }
    guard let opened = unopened.open() else { throw .blinded(positionOf(index)) }
    var copy = self
    (copy.top, copy.unopened) = (opened, nil)
    return try copy.read(index)
  }

  /// Notes the first touch of an element that is guarded.
  @usableFromInline func open(_ slot: Int, of page: TreeNode<Element>, _ index: UInt64) throws(StateAccessError) {
    guard page.openElement(slot) else { throw .blinded(positionOf(index)) }
    page.guardian?.log.note(positionOf(index))
  }

  /// Sets the element at `index`. In a proof, its old value must be known.
  ///
  /// - Throws: `StateAccessError.outside` for an index of 2^`depth` or more.
  @inlinable public mutating func write(_ element: Element, at index: UInt64) throws(StateAccessError) {
    try checkWithin(index)
    if unopened != nil { try openTop(for: index) }
    var node = uniqueTop(reaching: index)
    while node.height > 0 {
      guard let child = node.uniqueChild(node.slot(of: index)) else { throw .blinded(positionOf(index)) }
      node = child
    }
    let slot = node.slot(of: index)
    if node.isGuarded(slot) { try open(slot, of: node, index) }
    node[element: slot] = element
  }

  @usableFromInline mutating func openTop(for index: UInt64) throws(StateAccessError) {
    guard let opened = unopened?.open() else { throw .blinded(positionOf(index)) }
    (top, unopened) = (opened, nil)
  }

  /// The topmost node, unshared, high enough for `index`.
  @inlinable mutating func uniqueTop(reaching index: UInt64) -> TreeNode<Element> {
    if top != nil, !isKnownUniquelyReferenced(&top) { top = top?.copy() }
    if let top, isWithin(top, index) { return top }
    return growTop(reaching: index)
  }

  @usableFromInline mutating func growTop(reaching index: UInt64) -> TreeNode<Element> {
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
    guard let top else { return unopened?.root ?? ZeroHashes.root(depth: depth) }
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
      precondition(unopened == nil || level == 0, "a tree known only by its root has no inner nodes")
      return unopened?.root ?? ZeroHashes.root(depth: depth - level)
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

  /// Calls `body` with every element that `isWanted`, by ascending index.
  public func forEach<E: Error>(
    where isWanted: (Element) -> Bool, _ body: (UInt64, Element) throws(E) -> Void
  ) throws(E) {
    try top?.forEach(from: 0, where: isWanted, body)
  }
}
