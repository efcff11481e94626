import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Units

extension ExecutionProof {
  /// As much of the execution as the proof shows, and the root of the tree that it belongs to.
  ///
  /// - Parameter log: is told of elements and markets when they are touched.
  public func execution(loggingTo log: AccessLog) throws(WitnessFault) -> (execution: Execution, root: Bytes32) {
    let positions = try checkedPositions()
    let helpers = try checkedHelpers(at: Self.helperIndices(for: positions))
    let nodes = ProofNodes(positions, leaves.elements, helpers, log: log)
    let execution = try nodes.readExecution()
    return (execution, try nodes.root())
  }

  private static func helperIndices(for positions: [GeneralizedIndex]) throws(WitnessFault) -> [GeneralizedIndex] {
    do throws(ProofError) { return try Multiproof.helperIndices(for: positions) } catch { throw .proof(error) }
  }
}

/// The leaves of a proof, handed out to whoever knows what lies where.
private final class ProofNodes {
  private let positions: [GeneralizedIndex]
  private let leaves: [ByteList<16_384>]
  /// Of each leaf, once it was asked for.
  private var roots: [Bytes32?]
  private let helpers: [PlacedHash]
  private let leafSet: GeneralizedIndexSet
  private let helperSet: GeneralizedIndexSet
  let log: AccessLog

  init(_ positions: [GeneralizedIndex], _ leaves: [ByteList<16_384>], _ helpers: [PlacedHash], log: AccessLog) {
    self.positions = positions
    self.leaves = leaves
    self.helpers = helpers
    self.log = log
    roots = Array(repeating: nil, count: positions.count)
    leafSet = GeneralizedIndexSet(positions)
    helperSet = GeneralizedIndexSet(helpers.map { $0.index })
  }

  func readExecution() throws(WitnessFault) -> Execution {
    let fields = TreeFields(of: .root, depth: 2)
    let (work, building) = (try value(Work.self, at: fields[0]), try value(Building.self, at: fields[1]))
    var state = State()
    var reader = StateReader(nodes: self, container: State.position, depth: State.fieldDepth)
    try state.visit(&reader)
    state.know(helpers)
    var execution = Execution(state: state)
    execution.work = work
    execution.building = building
    execution.lastBlock = try value(Bytes32.self, at: fields[3])
    if !work.savedState.isZero { execution.saved = State(blinded: work.savedState) }
    return execution
  }

  /// The root of the tree. Every leaf must have been asked for: one that was not lies where nothing can be.
  func root() throws(WitnessFault) -> Bytes32 {
    var known: [Bytes32] = []
    for (position, root) in zip(positions, roots) {
      guard let root else { throw .noSuchPosition(position) }
      known.append(root)
    }
    do throws(ProofError) {
      return try Multiproof(indices: positions, helpers: helpers.map { $0.hash }).root(of: known)
    } catch { throw .proof(error) }
  }

  /// The value at `position`, which every proof shows.
  func value<T: StateLeaf>(_ type: T.Type = T.self, at position: GeneralizedIndex) throws(WitnessFault) -> T {
    var found: Int?
    leafSet.forEach(within: position) { if $0 == position { found = $1 } }
    guard let found else { throw .missingLeaf(position) }
    let value = try decode(type, found)
    roots[found] = value.hashTreeRoot()
    return value
  }

  func contains(anythingIn position: GeneralizedIndex) -> Bool {
    var isFound = false
    leafSet.forEach(within: position) { (_, _) in isFound = true }
    return isFound
  }

  /// The tree of 2^`depth` elements at `position`, of which those from `count` on are absent.
  func tree<Element: MerkleElement & StateLeaf, let depth: Int>(
    at position: GeneralizedIndex, count: UInt64
  ) throws(WitnessFault) -> PersistentTree<Element, depth> {
    var places: [(index: UInt64, slot: Int)] = []
    var stranger: GeneralizedIndex?
    leafSet.forEach(within: position) { (leaf, slot) in
      if leaf.depth != position.depth + depth { stranger = leaf }
      places.append((leaf.rawValue & (1 << UInt64(depth) - 1), slot))
    }
    if let stranger { throw .noSuchPosition(stranger) }
    guard !places.isEmpty else { return PersistentTree(blinded: hash(at: position), at: position) }
    var elements: [(index: UInt64, value: Element, root: Bytes32)] = []
    for (index, slot) in places {
      let value = index < count ? try decode(Element.self, slot) : try absent(slot)
      let root = index < count ? value.hashTreeRoot() : Bytes32()
      roots[slot] = root
      elements.append((index, value, root))
    }
    return PersistentTree(proving: elements, hashes: hashes(within: position), at: position, into: log)
  }

  /// The value of a leaf, if it is one that some chain could have.
  private func decode<T: StateLeaf>(_ type: T.Type, _ slot: Int) throws(WitnessFault) -> T {
    let value: T
    do throws(DecodingError) { value = try T.decoded(leaves[slot].bytes) } catch {
      throw .malformedLeaf(positions[slot], error)
    }
    guard value.isPlausible else { throw .impossibleLeaf(positions[slot]) }
    return value
  }

  private func absent<Element: MerkleElement>(_ slot: Int) throws(WitnessFault) -> Element {
    let count = leaves[slot].bytes.count
    guard count == 0 else { throw .malformedLeaf(positions[slot], .trailingBytes(count: count)) }
    return Element()
  }

  /// What a helper says of this node; zero where one above says something.
  private func hash(at position: GeneralizedIndex) -> Bytes32 {
    var found = Bytes32()
    helperSet.forEach(within: position) { if $0 == position { found = helpers[$1].hash } }
    return found
  }

  private func hashes(within position: GeneralizedIndex) -> [(level: Int, position: UInt64, hash: Bytes32)] {
    var found: [(level: Int, position: UInt64, hash: Bytes32)] = []
    helperSet.forEach(within: position) { (index, slot) in
      let level = index.depth - position.depth
      found.append((level, index.rawValue & (1 << UInt64(level) - 1), helpers[slot].hash))
    }
    return found
  }
}

/// Fills the fields of one container from a proof.
private struct StateReader: StateVisitor {
  let nodes: ProofNodes
  let container: GeneralizedIndex
  let depth: Int
  var fieldCount: UInt64 = 0

  private mutating func next() -> GeneralizedIndex {
    defer { fieldCount += 1 }
    return container.descendant(depth: depth, position: fieldCount)
  }

  mutating func value<T: StateLeaf>(_ name: StaticString, _ value: inout T) throws(WitnessFault) {
    value = try nodes.value(at: next())
  }

  mutating func list<Element: MerkleElement & StateLeaf, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) throws(WitnessFault) {
    let position = next()
    let count = try length(at: position, limit: min(1 << UInt64(depth), Link.placeLimit))
    list = PersistentList(
      count: count, in: try nodes.tree(at: position.descendant(depth: 1, position: 0), count: count))
  }

  mutating func vector<let depth: Int>(
    _ name: StaticString, _ vector: inout PersistentVector<depth>
  ) throws(WitnessFault) { vector = try nodes.tree(at: next(), count: .max) }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) throws(WitnessFault) {
    try read(&container, at: next())
  }

  mutating func perMarket<T: MarketContainer>(
    _ name: StaticString, _ parts: inout PerMarket<T>
  ) throws(WitnessFault) {
    let position = next()
    let count = try length(at: position, limit: UInt64(MarketRules.marketLimit))
    parts = PerMarket()
    parts.note(into: nodes.log)
    for market in 0..<count {
      let place = T.position(of: MarketID(UInt32(market)))
      var part = T(at: place)
      guard nodes.contains(anythingIn: place) else {
        parts.appendBlinded(part)
        continue
      }
      try read(&part, at: place)
      parts.append(part)
    }
  }

  private func read<T: StateContainer>(_ container: inout T, at position: GeneralizedIndex) throws(WitnessFault) {
    var reader = StateReader(nodes: nodes, container: position, depth: T.fieldDepth)
    try container.visit(&reader)
  }

  private func length(at list: GeneralizedIndex, limit: UInt64) throws(WitnessFault) -> UInt64 {
    let position = list.descendant(depth: 1, position: 1)
    let length = try nodes.value(UInt64.self, at: position)
    guard length <= limit else { throw .impossibleLength(position, length) }
    return length
  }
}
