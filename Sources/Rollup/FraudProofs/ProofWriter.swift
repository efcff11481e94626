import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Units

extension ExecutionProof {
  /// Shows of `execution` the frame, the small containers, and what was `touched`: markets, elements and chunks.
  ///
  /// - Precondition: the execution is known as a whole, and `touched` is what its log noted in a copy.
  public init(of execution: inout Execution, showing touched: [GeneralizedIndex]) {
    _ = execution.root()
    let leaves = execution.leaves(showing: touched)
    guard let positions = try? Multiproof.helperIndices(for: leaves.map { $0.position }),
      let helpers = try? execution.nodes(at: positions), let proof = try? ExecutionProof(leaves, helpers: helpers)
    else { preconditionFailure("a state that is known as a whole cannot be proven") }
    self = proof
  }
}

extension Execution {
  /// A copy that notes what is touched of its state.
  public mutating func recording(into log: AccessLog) -> Execution {
    _ = root()
    var copy = self
    var recorder = StateRecorder(log: log)
    copy.state.visit(&recorder)
    return copy
  }

  /// Where the leaves lie that a proof has to show.
  func leafPositions(showing touched: [GeneralizedIndex]) -> [GeneralizedIndex] {
    leaves(showing: touched).map { $0.position }
  }

  fileprivate func leaves(showing touched: [GeneralizedIndex]) -> [ProvenLeaf] {
    var copy = state
    var collector = LeafCollector(
      touched: GeneralizedIndexSet(touched), container: State.position, depth: State.fieldDepth)
    copy.visit(&collector)
    let fields = TreeFields(of: .root, depth: 2)
    let frame = [
      ProvenLeaf(fields[0], work.encoded()), ProvenLeaf(fields[1], building.encoded()),
      ProvenLeaf(fields[3], lastBlock.encoded()),
    ]
    return (frame + collector.leaves).sorted { $0.position < $1.position }
  }
}

/// Makes every tree and every market note what is touched of it.
private struct StateRecorder: StateVisitor {
  let log: AccessLog

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) {}

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) { list = list.recording(into: log) }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    vector = vector.recording(into: log)
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) { container.visit(&self) }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    parts.note(into: log)
    parts.forEachKnown { $1.visit(&self) }
  }
}

/// Collects what a proof shows of one container.
private struct LeafCollector: StateVisitor {
  let touched: GeneralizedIndexSet
  let container: GeneralizedIndex
  let depth: Int
  var fieldCount: UInt64 = 0
  var leaves: [ProvenLeaf] = []

  private mutating func next() -> GeneralizedIndex {
    defer { fieldCount += 1 }
    return container.descendant(depth: depth, position: fieldCount)
  }

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    leaves.append(ProvenLeaf(next(), value.encoded()))
  }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) {
    let position = next()
    let known = list
    append(known.count, asLengthOf: position)
    append(below: position.descendant(depth: 1, position: 0), depth: depth) { (index) throws(StateAccessError) in
      index < known.count ? try known.read(index).encoded() : []
    }
  }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    let known = vector
    append(below: next(), depth: depth) { (index) throws(StateAccessError) in try known.read(index).encoded() }
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) {
    collect(&container, at: next())
  }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    append(UInt64(parts.count), asLengthOf: next())
    parts.forEachKnown { (market, part) in
      let position = T.position(of: MarketID(UInt32(market)))
      if isTouched(position) { collect(&part, at: position) }
    }
  }

  private mutating func collect<T: StateContainer>(_ container: inout T, at position: GeneralizedIndex) {
    var collector = LeafCollector(touched: touched, container: position, depth: T.fieldDepth)
    container.visit(&collector)
    leaves += collector.leaves
  }

  private func isTouched(_ position: GeneralizedIndex) -> Bool {
    var isFound = false
    touched.forEach(within: position) { (index, _) in if index == position { isFound = true } }
    return isFound
  }

  private mutating func append(_ length: UInt64, asLengthOf list: GeneralizedIndex) {
    leaves.append(ProvenLeaf(list.descendant(depth: 1, position: 1), length.encoded()))
  }

  /// Appends each touched element once, however often the log has it.
  private mutating func append(
    below tree: GeneralizedIndex, depth: Int, _ encoding: (UInt64) throws(StateAccessError) -> [UInt8]
  ) {
    var last: GeneralizedIndex?
    touched.forEach(within: tree) { (position, _) in
      guard position != last else { return }
      last = position
      do throws(StateAccessError) {
        leaves.append(ProvenLeaf(position, try encoding(position.rawValue & (1 << UInt64(depth) - 1))))
      } catch { preconditionFailure("a state that is known as a whole lacks \(position)") }
    }
  }
}
