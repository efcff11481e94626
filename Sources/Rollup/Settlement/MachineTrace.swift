import Cryptography
import Ledger
import MockL1
import StateTransition

/// What somebody knows of the machine who carries out all entries himself: roots and proofs of any step.
///
/// Between entries and between blocks states are kept, which share what did not change; inside a block steps are taken again
/// whenever somebody asks.
///
/// ```swift
/// var trace = MachineTrace(genesis: state, rules: rules)
/// try trace.follow(chain.contracts, reading: chain.sidecars)   // at every L1 block
/// let plan = Challenger(address: alice, trace: trace).plan(in: chain.contracts, at: nextBlockMs)
/// ```
public struct MachineTrace: Sendable {
  private let genesis: Machine
  private let lie: Lie?
  private var entries: [TracedEntry] = []

  /// - Parameter lie: makes it the trace of a liar.
  public init(genesis: State, rules: DerivationRules, lie: Lie? = nil) {
    self.genesis = Machine(genesis: genesis, rules: rules)
    self.lie = lie
  }

  public var entryCount: UInt64 { UInt64(entries.count) }

  /// The machine after the last entry.
  public var machine: Machine { entries.last?.after ?? genesis }

  /// Catches up with the L1: forgets entries that a reorg has removed, and carries out new ones, up to the first whose bytes
  /// are not at hand.
  ///
  /// - Throws: if the L1 contradicts itself. What was carried out before is kept.
  public mutating func follow(_ contracts: Contracts, reading sidecars: Sidecars) throws(L1DataError) {
    let batches = contracts.batchInbox
    let agreeing = zip(entries, batches.accumulators.dropFirst()).prefix { $0.accumulator == $1 }
    entries.removeLast(entries.count - agreeing.count)
    for entry in batches.entries[entries.count...] {
      guard let data = entry.dataBytes == 0 ? [] : sidecars[entry.dataHash] else { return }
      let read = machine.execution.state.inbox.read
      try append(
        PostedBatch(entry, data: data), messages: contracts.inbox.messages(from: read, upTo: entry.inboxUpTo))
    }
  }

  /// Carries out the next entry.
  ///
  /// - Parameter messages: those that its blocks read.
  public mutating func append(_ batch: PostedBatch, messages: [InboxMessage]) throws(L1DataError) {
    entries.append(try TracedEntry(machine, decoding: batch, messages: messages, lie: lie))
  }

  private func entry(_ index: UInt64) throws(TraceGap) -> TracedEntry {
    guard index < entryCount else { throw TraceGap(entryIndex: index) }
    return entries[Int(index)]
  }
}

extension MachineTrace: DisputeTrace {
  public func root(afterEntry entryIndex: UInt64) throws(TraceGap) -> Bytes32 { try entry(entryIndex).rootAfter }

  public func root(afterStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> Bytes32 {
    try entry(entryIndex).root(afterStep: stepIndex)
  }

  public func proof(ofStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> [UInt8] {
    try entry(entryIndex).proof(ofStep: stepIndex).bytes
  }
}

/// Steps of entries and steps of blocks.
extension MachineTrace {
  /// Steps of an entry that do anything.
  public func stepCount(ofEntry entryIndex: UInt64) throws(TraceGap) -> UInt64 { try entry(entryIndex).stepCount }

  public func place(ofStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> MachinePlace {
    try entry(entryIndex).place(ofStep: stepIndex)
  }

  /// Which step of which entry begins a block; nil if no entry has a block with this number.
  public func firstStep(ofBlock number: UInt64) -> (entryIndex: UInt64, stepIndex: UInt64)? {
    for (index, entry) in entries.enumerated() {
      if let step = entry.firstStep(ofBlock: number) { return (UInt64(index), step) }
    }
    return nil
  }

  /// Steps that a block takes after it is begun; nil if no entry has a block with this number.
  public func stepCount(ofBlock number: UInt64) -> UInt64? {
    for entry in entries { if let count = entry.stepCount(ofBlock: number) { return count } }
    return nil
  }
}
