import Cryptography
import SSZ

/// The order of batches: what L2 is derived from.
public struct BatchInbox: Equatable, Sendable {
  public private(set) var entries: [BatchEntry] = []
  /// `accumulators[n]` is the hash chain over the first n entries.
  public private(set) var accumulators = [Bytes32()]
  /// Who may post.
  public let sequencer: Address

  public static let dataLimitBytes: UInt32 = 4 << 20

  init(sequencer: Address) { self.sequencer = sequencer }

  public var entryCount: UInt64 { UInt64(entries.count) }
  public var accumulator: Bytes32 { accumulators[entries.count] }

  /// Appends an entry and returns its index.
  ///
  /// A compare-and-swap: of two posters, or two attempts of one, only the first succeeds.
  mutating func post(
    _ call: PostBatchCall, from sender: Address, reading inbox: Inbox, at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    guard sender == sequencer else { throw .notTheSequencer(expected: sequencer, found: sender) }
    guard call.expectedIndex == entryCount else {
      throw .wrongBatchIndex(expected: entryCount, found: call.expectedIndex)
    }
    guard call.expectedAccumulator == accumulator else {
      throw .wrongBatchAccumulator(expected: accumulator, found: call.expectedAccumulator)
    }
    guard call.dataBytes <= Self.dataLimitBytes else {
      throw .batchTooLarge(limitBytes: Self.dataLimitBytes, foundBytes: call.dataBytes)
    }
    try checkProgress(call, reading: inbox)
    append(entry(call, from: sender, reading: inbox, at: position))
    return call.expectedIndex
  }

  private func checkProgress(_ call: PostBatchCall, reading inbox: Inbox) throws(ContractRevert) {
    let (lastUpTo, lastEpoch) = (entries.last?.inboxUpTo ?? 0, entries.last?.epoch ?? 0)
    guard call.inboxUpTo >= lastUpTo else { throw .inboxGoesBackwards(last: lastUpTo, found: call.inboxUpTo) }
    guard call.inboxUpTo <= inbox.messageCount else {
      throw .inboxNotThatLong(messageCount: inbox.messageCount, found: call.inboxUpTo)
    }
    guard call.epoch >= lastEpoch else { throw .olderEpoch(last: lastEpoch, found: call.epoch) }
  }

  private func entry(
    _ call: PostBatchCall, from sender: Address, reading inbox: Inbox, at position: L1Position
  ) -> BatchEntry {
    var entry = BatchEntry()
    entry.index = entryCount
    entry.dataHash = call.dataHash
    entry.dataBytes = call.dataBytes
    entry.l1Number = position.number
    entry.l1TimeMs = position.timestampMs
    entry.l1Parent = position.parentHash
    entry.inboxUpTo = call.inboxUpTo
    entry.inboxAccumulator = inbox.accumulators[Int(call.inboxUpTo)]
    entry.epoch = call.epoch
    entry.poster = sender
    return entry
  }

  private mutating func append(_ entry: BatchEntry) {
    accumulators.append(entry.accumulator(after: accumulator))
    entries.append(entry)
  }

  mutating func rewind(to count: Int) {
    entries.removeLast(entries.count - count)
    accumulators.removeLast(accumulators.count - count - 1)
  }
}
