import Cryptography
import Ledger
import MockL1

/// What a sequencer knows of the machine: the root after each entry, since it has executed the blocks; and every step of
/// the entries that it was asked to look into, because they are disputed.
public struct EntryTraces: Sendable {
  private var roots: [UInt64: Bytes32] = [:]
  private var traced: [UInt64: TracedEntry] = [:]

  public init() {}

  public mutating func note(_ root: Bytes32, afterEntry index: UInt64) { roots[index] = root }

  /// The root after an entry; nil if nobody has noted it.
  public func root(ofEntry index: UInt64) -> Bytes32? { roots[index] }

  /// Carries an entry out again, step by step.
  ///
  /// - Parameters:
  ///   - before: the machine after the entry before.
  ///   - messages: those that the entry's blocks read.
  ///   - lie: makes it the trace of a liar.
  public mutating func trace(
    _ batch: PostedBatch, after before: Machine, messages: [InboxMessage], telling lie: Lie? = nil
  ) throws(L1DataError) {
    traced[batch.entry.index] = try TracedEntry(before, decoding: batch, messages: messages, lie: lie)
  }

  /// Which step of a traced entry begins a block; nil if it has no block with this number.
  public func firstStep(ofBlock number: UInt64, inEntry index: UInt64) -> UInt64? {
    traced[index]?.firstStep(ofBlock: number)
  }

  /// Lets go of the steps of entries before one: nobody disputes these any more.
  public mutating func forgetSteps(before index: UInt64) { traced = traced.filter { $0.key >= index } }

  private func steps(ofEntry index: UInt64) throws(TraceGap) -> TracedEntry {
    guard let entry = traced[index] else { throw TraceGap(entryIndex: index) }
    return entry
  }
}

extension EntryTraces: DisputeTrace {
  public func root(afterEntry index: UInt64) throws(TraceGap) -> Bytes32 {
    guard let root = roots[index] else { throw TraceGap(entryIndex: index) }
    return root
  }

  public func root(afterStep stepIndex: UInt64, ofEntry index: UInt64) throws(TraceGap) -> Bytes32 {
    try steps(ofEntry: index).root(afterStep: stepIndex)
  }

  public func proof(ofStep stepIndex: UInt64, ofEntry index: UInt64) throws(TraceGap) -> [UInt8] {
    try steps(ofEntry: index).proof(ofStep: stepIndex).bytes
  }
}
