import Cryptography

/// `List[Element, 2^depth]`, persistent and paged: elements `0 ..< count`, zero chunks behind them.
@frozen public struct PersistentList<Element: MerkleElement, let depth: Int>: Sendable {
  @usableFromInline var tree: PersistentTree<Element, depth>
  public private(set) var count: UInt64

  /// - Parameter position: where the list's root (elements beside length) lies in the tree of the whole machine.
  public init(at position: GeneralizedIndex) {
    tree = PersistentTree(at: position.descendant(depth: 1, position: 0))
    count = 0
  }

  /// A list of which only the elements' root and the length are known.
  public init(blinded root: Bytes32, count: UInt64, at position: GeneralizedIndex) {
    tree = PersistentTree(blinded: root, at: position.descendant(depth: 1, position: 0))
    self.count = count
  }

  public var isFull: Bool { count >> UInt64(depth) != 0 }

  /// The element at `index`.
  ///
  /// - Precondition: `index < count`. An index from a stranger is compared with `count` first.
  @inlinable public func read(_ index: UInt64) throws(StateAccessError) -> Element {
    precondition(index < count, "the list has no such element")
    return try tree.read(index)
  }

  @inlinable public mutating func write(_ element: Element, at index: UInt64) throws(StateAccessError) {
    precondition(index < count, "the list has no such element")
    try tree.write(element, at: index)
  }

  /// Adds an element and returns its index.
  ///
  /// - Precondition: the list is not full.
  public mutating func append(_ element: Element) throws(StateAccessError) -> UInt64 {
    precondition(!isFull, "the list is full")
    try tree.write(element, at: count)
    count += 1
    return count - 1
  }

  public mutating func root() -> Bytes32 { Merkleization.mixIn(length: count, into: tree.root()) }

  /// The root of a list that has not changed since it was hashed.
  public var cachedRoot: Bytes32 { Merkleization.mixIn(length: count, into: tree.cachedRoot) }

  /// A copy that knows only the elements at `kept` (sorted, none twice) and, beside their paths, hashes.
  public mutating func blinded(keeping kept: [UInt64]) -> Self {
    var copy = self
    copy.tree = tree.blinded(keeping: kept)
    return copy
  }

  /// The hash of the node `level` levels below the elements' root. Call `root()` first.
  public func hash(level: Int, position: UInt64) -> Bytes32 { tree.hash(level: level, position: position) }
}
