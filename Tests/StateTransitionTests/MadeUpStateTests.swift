import Cryptography
import Foundation
import FraudProofs
import Ledger
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Threading
import Units

private let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] != nil

/// In a dispute anybody may claim any root, also that of a state that he made up, and prove that state truly.
@Suite struct `A step on a state that was made up` {
  @Test func `leads to a root or ends in a fault, whatever the state says`() throws {
    let seed = Seeds.all.last ?? 0
    let liar = Liar(seed: seed)
    try TestExchange.$prover.withValue(StepProver(seed: seed, forgingOneIn: .max, telling: liar)) {
      try RandomWorlds.run(seed: seed, histories: isFull ? 4 : 1, blocks: isFull ? 30 : 20)
    }
    let found = liar.found
    #expect(found.roots > 100 && found.faults["impossibleLeaf", default: 0] > 10, "seed \(seed): \(found)")
    guard isFull else { return }
    for fault in ["outside", "contradictory", "insufficient", "malformedLeaf"] {
      #expect(found.faults[fault, default: 0] > 10, "seed \(seed): \(found)")
    }
    #expect(found.contradictions.count > 5, "seed \(seed): \(found)")
  }
}

extension `A step on a state that was made up` {
  /// The match of one order with another, whose level, account and position are shown.
  private func fill() throws -> (witness: StepWitness, seller: AccountID, tick: UInt64) {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_001, by: 1)
    try exchange.block()
    try exchange.order(.buy, 4, at: 10_001, by: 2)
    var steps = BlockSteps(KnownInputs(try exchange.takeInputs()), on: exchange.execution)
    while let step = steps.next() {
      if "\(step.kind)".hasSuffix(", matchOrder") { return (step.witness, exchange.account(1), 10_001) }
    }
    throw WitnessFault.betweenBlocks
  }

  @Test func `is refused where an account has more than there is`() throws {
    let (witness, seller, _) = try fill()
    let position = State.position(ofField: 11).descendant(depth: 1, position: 0)
      .descendant(depth: 32, position: seller.index)
    #expect(
      try witness.madeUp(Account.self, at: position) { $0.cash = Notional(atoms: 1 << 126) }
        == .impossibleLeaf(position))
    #expect(try witness.madeUp(Account.self, at: position) { $0.cash = Notional(atoms: 1 << 99) } == nil)
    #expect(
      try witness.madeUp(Account.self, at: position) { $0.openOrderCount = Account.openOrderLimit + 1 }
        == .impossibleLeaf(position))
  }

  @Test func `is refused where a book names a level without orders, or counts fewer than it has`() throws {
    let (witness, _, tick) = try fill()
    let position = State.position(ofBook: MarketID(0)).descendant(depth: 5, position: 7)
      .descendant(depth: 24, position: tick)
    #expect(
      try witness.madeUp(Bytes32.self, at: position) { $0 = Bytes32() }
        == .contradictory("a price bitmap names a level without orders"))
    #expect(
      try witness.madeUp(Bytes32.self, at: position) { $0[word: 2] = 3 }
        == .contradictory("a sum of quantities is smaller than one of them"))
  }

  @Test func `is refused where positions are linked in a ring`() throws {
    let (witness, seller, _) = try fill()
    let accounts = State.position(ofField: 11).descendant(depth: 1, position: 0)
    let account = try witness.leaf(Account.self, at: accounts.descendant(depth: 32, position: seller.index))
    let place = try #require(account.firstPosition.index)
    let position = State.position(ofField: 12).descendant(depth: 1, position: 0)
      .descendant(depth: 32, position: place)
    #expect(
      try witness.madeUp(Position.self, at: position) { $0.next = account.firstPosition }
        == .contradictory("an account lists its positions out of order"))
  }
}

extension StepWitness {
  fileprivate func leaf<T: SSZCodable>(_ type: T.Type, at position: GeneralizedIndex) throws -> T {
    let place = try #require(execution.positions.elements.firstIndex(of: position.rawValue))
    return try T.decoded(execution.leaves.elements[place].bytes)
  }

  /// What is wrong with the state in which the leaf at `position` is another.
  fileprivate func madeUp<T: SSZCodable>(
    _ type: T.Type, at position: GeneralizedIndex, _ change: (inout T) -> Void
  ) throws -> WitnessFault? {
    var (copy, value, leaves) = (self, try leaf(type, at: position), execution.leaves.elements)
    change(&value)
    let place = try #require(execution.positions.elements.firstIndex(of: position.rawValue))
    leaves[place] = try ByteList(value.encoded())
    copy.execution.leaves = try BoundedList(leaves)
    var state = MadeUpState(copy)
    return try state.verify()
  }
}

/// Makes states up from those that a chain has, and takes the step on each.
final class Liar: Sendable {
  struct Counts {
    var roots = 0
    var faults: [String: Int] = [:]
    /// In which words, and how often.
    var contradictions: [String: Int] = [:]
    var steps: [String: Int] = [:]
  }

  private let counts = Locked(Counts())
  private let random: Locked<SplitMix64>

  init(seed: UInt64) { random = Locked(SplitMix64(seed: seed)) }

  var found: Counts { counts.withLock { $0 } }

  /// - Parameter kind: of the step; the rarer it is, the more states are tried.
  func tell(about witness: StepWitness, _ kind: String) throws {
    let seen = counts.withLock {
      $0.steps[kind, default: 0] += 1
      return $0.steps[kind, default: 0]
    }
    let stateCount =
      isFull
      ? seen <= 40 ? 8 : seen.isMultiple(of: 8) ? 1 : 0
      : seen <= 4 ? 5 : seen <= 16 ? 2 : seen.isMultiple(of: 32) ? 1 : 0
    for _ in 0..<stateCount {
      var state = MadeUpState(witness)
      try random.withLock { random in
        if random.oneIn(2) { for _ in 0..<Int.random(in: 1...40, using: &random) { try state.grow(using: &random) } }
        for _ in 0..<Int.random(in: 0...3, using: &random) { try state.change(using: &random) }
        if random.oneIn(4) { try state.changeInput(using: &random) }
      }
      count(try state.verify())
    }
  }

  private func count(_ fault: WitnessFault?) {
    counts.withLock {
      guard let fault else { return $0.roots += 1 }
      $0.faults[Mirror(reflecting: fault).children.first?.label ?? "\(fault)", default: 0] += 1
      if case .contradictory(let words) = fault { $0.contradictions[words.description, default: 0] += 1 }
    }
  }
}
