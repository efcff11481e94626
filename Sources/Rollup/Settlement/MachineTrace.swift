import Cryptography
import Ledger
import MockL1
import StateTransition

/// What somebody knows of the machine who carries out all entries himself: roots and proofs of any step.
///
/// Between entries and between blocks states are kept, which share what did not change; inside a block steps are taken again
/// whenever somebody asks. Of entries that nobody can dispute any more, but for the last few of them, only roots are kept.
///
/// ```swift
/// var trace = MachineTrace(genesis: state, rules: rules)
/// try trace.follow(chain.contracts, reading: chain.sidecars)   // at every L1 block
/// let plan = Challenger(address: alice, trace: trace).plan(in: chain.contracts, at: nextBlockMs)
/// ```
public struct MachineTrace: Sendable {
  private let genesis: Machine
  private let lie: Lie?
  private let keptCount: Int
  /// The first entries, as far as their steps were let go of.
  private var past: [PastEntry] = []
  /// After the last entry of `past`, before the first of `entries`.
  private var base: Machine
  private var entries: [TracedEntry] = []

  private struct PastEntry: Sendable {
    let accumulator: Bytes32
    let rootAfter: Bytes32
  }

  /// - Parameters:
  ///   - keptCount: of entries that nobody can dispute any more, how many are kept with all of their steps. After a reorg of
  ///     the L1 that makes more of them disputable again, everything is carried out anew.
  ///   - lie: makes it the trace of a liar.
  public init(genesis: State, rules: DerivationRules, keeping keptCount: Int = 32, lie: Lie? = nil) {
    self.genesis = Machine(genesis: genesis, rules: rules)
    self.lie = lie
    self.keptCount = keptCount
    base = self.genesis
  }

  public var entryCount: UInt64 { UInt64(past.count + entries.count) }

  /// The first entry whose steps are known.
  public var firstTracedEntry: UInt64 { UInt64(past.count) }

  /// The machine after the last entry.
  public var machine: Machine { entries.last?.after ?? base }

  /// Catches up with the L1: forgets entries that a reorg has removed, and carries out new ones, up to the first whose bytes
  /// are not at hand. Where a reorg reaches further back than steps are known, that is the first of all.
  ///
  /// - Throws: if the L1 contradicts itself. What was carried out before is kept.
  public mutating func follow(_ contracts: Contracts, reading sidecars: Sidecars) throws(L1DataError) {
    forget(whatIsNotIn: contracts)
    for entry in contracts.batchInbox.entries[Int(entryCount)...] {
      guard let data = entry.dataBytes == 0 ? [] : sidecars[entry.dataHash] else { break }
      let read = machine.execution.state.inbox.read
      try append(
        PostedBatch(entry, data: data), messages: contracts.inbox.messages(from: read, upTo: entry.inboxUpTo))
    }
    release(upTo: contracts.undisputedEntryCount)
  }

  /// Carries out the next entry.
  ///
  /// - Parameter messages: those that its blocks read.
  public mutating func append(_ batch: PostedBatch, messages: [InboxMessage]) throws(L1DataError) {
    entries.append(try TracedEntry(machine, decoding: batch, messages: messages, lie: lie))
  }

  private func entry(_ index: UInt64) throws(TraceGap) -> TracedEntry {
    guard (firstTracedEntry..<entryCount).contains(index) else { throw TraceGap(entryIndex: index) }
    return entries[Int(index) - past.count]
  }
}

// MARK: - Letting go

extension MachineTrace {
  private mutating func forget(whatIsNotIn contracts: Contracts) {
    let accumulators = past.map(\.accumulator) + entries.map(\.accumulator)
    let agreeing = zip(accumulators, contracts.batchInbox.accumulators.dropFirst()).prefix { $0 == $1 }.count
    guard past.count <= min(agreeing, Int(contracts.undisputedEntryCount)) else {
      (past, entries, base) = ([], [], genesis)
      return
    }
    entries.removeLast(past.count + entries.count - agreeing)
  }

  /// Lets go of the steps of the first entries, but for the last few of them.
  private mutating func release(upTo count: UInt64) {
    let releasedCount = min(Int(count) - keptCount, past.count + entries.count) - past.count
    guard releasedCount > 0 else { return }
    base = entries[releasedCount - 1].after
    past += entries.prefix(releasedCount).map { PastEntry(accumulator: $0.accumulator, rootAfter: $0.rootAfter) }
    entries.removeFirst(releasedCount)
  }
}

extension Contracts {
  /// How many entries, from the first on, nobody can dispute any more: a claim about them is settled, and no claim about any
  /// of them waits for its verdict. New claims build on those that wait or on the last settled one.
  fileprivate var undisputedEntryCount: UInt64 {
    guard let settled = claims.lastSettled.index else { return 0 }
    var count = claims.all[Int(settled)].entryIndex + 1
    for index in claims.all.indices where !claims.isDecided(UInt64(index)) {
      count = min(count, disputes.range(of: UInt64(index), in: claims).entries.lowerBound)
    }
    return count
  }
}

extension MachineTrace: DisputeTrace {
  public func root(afterEntry entryIndex: UInt64) throws(TraceGap) -> Bytes32 {
    guard entryIndex >= firstTracedEntry else { return past[Int(entryIndex)].rootAfter }
    return try entry(entryIndex).rootAfter
  }

  public func root(afterStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> Bytes32 {
    try entry(entryIndex).root(afterStep: stepIndex)
  }

  public func proof(ofStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> [UInt8] {
    try entry(entryIndex).proof(ofStep: stepIndex).bytes
  }
}

/// Steps of entries and steps of blocks, as far as they are kept.
extension MachineTrace {
  /// Steps of an entry that do anything.
  public func stepCount(ofEntry entryIndex: UInt64) throws(TraceGap) -> UInt64 { try entry(entryIndex).stepCount }

  public func place(ofStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> MachinePlace {
    try entry(entryIndex).place(ofStep: stepIndex)
  }

  /// Which step of which entry begins a block; nil if no entry with known steps has a block with this number.
  public func firstStep(ofBlock number: UInt64) -> (entryIndex: UInt64, stepIndex: UInt64)? {
    for (index, entry) in entries.enumerated() {
      if let step = entry.firstStep(ofBlock: number) { return (firstTracedEntry + UInt64(index), step) }
    }
    return nil
  }

  /// Steps that a block takes after it is begun; nil if no entry with known steps has a block with this number.
  public func stepCount(ofBlock number: UInt64) -> UInt64? {
    for entry in entries { if let count = entry.stepCount(ofBlock: number) { return count } }
    return nil
  }
}
