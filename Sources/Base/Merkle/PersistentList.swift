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
  ///
  /// - Parameter position: as in `init(at:)`.
  public init(blinded root: Bytes32, count: UInt64, at position: GeneralizedIndex) {
    self.init(count: count, in: PersistentTree(blinded: root, at: position.descendant(depth: 1, position: 0)))
  }

  /// A list of this length, with as much of its elements as `tree` knows.
  public init(count: UInt64, in tree: PersistentTree<Element, depth>) {
    self.tree = tree
    self.count = count
  }

  public var isFull: Bool { count >> UInt64(depth) != 0 }

  /// The element at `index`.
  ///
  /// - Throws: `StateAccessError.outside` for an index of `count` or more: a stranger's is compared with `count` first, so
  ///   that only a state that contradicts itself, as one in a forged proof may, leads there.
  @inlinable public func read(_ index: UInt64) throws(StateAccessError) -> Element {
    try checkContains(index)
    return try tree.read(index)
  }

  @inlinable public mutating func write(_ element: Element, at index: UInt64) throws(StateAccessError) {
    try checkContains(index)
    try tree.write(element, at: index)
  }

  @inlinable func checkContains(_ index: UInt64) throws(StateAccessError) {
    guard index < count else { throw .outside(tree: tree.position, index: index) }
  }

  /// Adds an element and returns its index.
  ///
  /// - Throws: `StateAccessError.outside` if the list is full, which is looked up first.
  public mutating func append(_ element: Element) throws(StateAccessError) -> UInt64 {
    guard !isFull else { throw .outside(tree: tree.position, index: count) }
    try tree.write(element, at: count)
    count += 1
    return count - 1
  }

  public mutating func root() -> Bytes32 { Merkleization.mixIn(length: count, into: tree.root()) }

  /// The root of a list that has not changed since it was hashed.
  public var cachedRoot: Bytes32 { Merkleization.mixIn(length: count, into: tree.cachedRoot) }

  /// A copy that notes in `log` the position of each element that is read, written or appended.
  public mutating func recording(into log: AccessLog) -> Self { Self(count: count, in: tree.recording(into: log)) }

  /// A list of this length of which no element is known.
  public func blinded() -> Self {
    Self(count: count, in: PersistentTree(blinded: Bytes32(), at: tree.position))
  }

  /// The root of the elements alone, after hashing each changed node once.
  public mutating func elementsRoot() -> Bytes32 { tree.root() }

  /// Shows the elements' tree, which lies left of the length.
  public func readNodes(_ body: (PersistentTree<Element, depth>) -> Void) { body(tree) }

  /// The hash of the node `level` levels below the elements' root. Call `root()` first.
  public func hash(level: Int, position: UInt64) -> Bytes32 { tree.hash(level: level, position: position) }
}
