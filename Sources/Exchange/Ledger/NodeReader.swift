import Cryptography
import Merkle
import SSZ

/// A node of the execution's tree, and where it lies.
public struct PlacedHash: Hashable, Sendable {
  public let index: GeneralizedIndex
  public let hash: Bytes32

  public init(_ index: GeneralizedIndex, _ hash: Bytes32) {
    self.index = index
    self.hash = hash
  }
}

/// Finds hashes of nodes in an execution's tree, and hashes a state of which a proof shows parts.
///
/// Containers are hashed whole, as heaps; below their fields, trees are asked for the nodes they have cached.
final class NodeReader {
  private let wanted: GeneralizedIndexSet
  private(set) var found: [Bytes32?]
  private let known: [PlacedHash]

  /// - Parameter known: nodes whose hash a proof gives, of which what lies below counts for nothing.
  init(wanted: [GeneralizedIndex], known: [PlacedHash]) {
    self.wanted = GeneralizedIndexSet(wanted)
    found = Array(repeating: nil, count: wanted.count)
    self.known = known
  }

  func root(of state: inout State) -> Bytes32 {
    var visitor = FieldReader(reader: self, container: State.position, depth: State.fieldDepth)
    state.visit(&visitor)
    return visitor.finish()
  }

  /// Answers for all nodes from `position` to 2^`depth` nodes that many levels below, of which the first are `leaves`.
  func hash(_ leaves: [Bytes32], depth: Int, at position: GeneralizedIndex) -> Bytes32 {
    var row = leaves
    for level in (0...depth).reversed() {
      if level < depth {
        let below = row
        let zero = ZeroHashes.root(depth: depth - level - 1)
        row = stride(from: 0, to: below.count, by: 2).map {
          SHA256.hash(below[$0], $0 + 1 < below.count ? below[$0 + 1] : zero)
        }
      }
      correct(&row, at: position, level: level)
      answer(row, at: position, level: level, above: depth - level)
    }
    return row.first ?? ZeroHashes.root(depth: depth)
  }

  /// Puts in what a proof says of nodes at this level.
  private func correct(_ row: inout [Bytes32], at position: GeneralizedIndex, level: Int) {
    for node in known where node.index.depth == position.depth + level && position.contains(node.index) {
      let place = Int(node.index.rawValue & (1 << UInt64(level) - 1))
      if place < row.count { row[place] = node.hash }
    }
  }

  private func answer(_ row: [Bytes32], at position: GeneralizedIndex, level: Int, above depth: Int) {
    wanted.forEach(within: position) { (index, slot) in
      guard index.depth == position.depth + level else { return }
      let place = Int(index.rawValue & (1 << UInt64(level) - 1))
      found[slot] = place < row.count ? row[place] : ZeroHashes.root(depth: depth)
    }
  }

  /// Answers for nodes inside a tree.
  func read<Element: MerkleElement, let depth: Int>(_ tree: PersistentTree<Element, depth>) {
    wanted.forEach(within: tree.position) { (index, slot) in
      let level = index.depth - tree.position.depth
      guard level <= depth else { return }
      found[slot] = tree.hash(level: level, position: index.rawValue & (1 << UInt64(level) - 1))
    }
  }
}

/// Reads the fields of one container.
private struct FieldReader: StateVisitor {
  let reader: NodeReader
  let container: GeneralizedIndex
  let depth: Int
  var roots: [Bytes32] = []

  var next: GeneralizedIndex { container.descendant(depth: depth, position: UInt64(roots.count)) }

  func finish() -> Bytes32 { reader.hash(roots, depth: depth, at: container) }

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) { roots.append(value.hashTreeRoot()) }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) {
    let elements = list.elementsRoot()
    list.readNodes { (tree: PersistentTree<Element, depth>) in reader.read(tree) }
    roots.append(reader.hash([elements, list.count.hashTreeRoot()], depth: 1, at: next))
  }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    let root = vector.root()
    reader.read(vector)
    roots.append(root)
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) {
    roots.append(root(of: &container, at: next))
  }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    let data = next.descendant(depth: 1, position: 0)
    var markets = [Bytes32](repeating: Bytes32(), count: parts.count)
    parts.forEachKnown { (index, part) in
      markets[index] = root(of: &part, at: data.descendant(depth: State.marketDepth, position: UInt64(index)))
    }
    let elements = reader.hash(markets, depth: State.marketDepth, at: data)
    roots.append(reader.hash([elements, UInt64(parts.count).hashTreeRoot()], depth: 1, at: next))
  }

  private func root<T: StateContainer>(of container: inout T, at position: GeneralizedIndex) -> Bytes32 {
    var visitor = FieldReader(reader: reader, container: position, depth: T.fieldDepth)
    container.visit(&visitor)
    return visitor.finish()
  }
}

extension Execution {
  /// The hashes of the nodes at `indices`, in their order.
  ///
  /// - Throws: `ProofError.noSuchNode` for a position inside a small container or an element, of which only the root has
  ///   a place, or below one.
  /// - Precondition: the execution is known as a whole.
  public mutating func nodes(at indices: [GeneralizedIndex]) throws(ProofError) -> [Bytes32] {
    _ = root()
    let reader = NodeReader(wanted: indices, known: [])
    let roots = [work.hashTreeRoot(), building.hashTreeRoot(), reader.root(of: &state), lastBlock]
    _ = reader.hash(roots, depth: 2, at: .root)
    var nodes: [Bytes32] = []
    for (index, node) in zip(indices, reader.found) {
      guard let node else { throw .noSuchNode(index) }
      nodes.append(node)
    }
    return nodes
  }

  /// The branch from the node at `index` to the execution's root.
  ///
  /// - Throws: `ProofError.noSuchNode`, as `nodes(at:)`.
  public mutating func branch(to index: GeneralizedIndex) throws(ProofError) -> MerkleBranch {
    let path = sequence(first: index) { $0.parent }
    return MerkleBranch(index: index, siblings: try nodes(at: path.compactMap { $0.sibling }))
  }
}
