import Cryptography
import Ledger
import SSZ

/// The order of batches: what L2 is derived from.
public struct BatchInbox: Equatable, Sendable {
  public private(set) var entries: [BatchEntry] = []
  /// `accumulators[n]` is the hash chain over the first n entries.
  public private(set) var accumulators = [Bytes32()]
  /// Who may post.
  public let sequencer: Address
  public let forced: ForcedRules

  public static let dataLimitBytes: UInt32 = 4 << 20

  init(sequencer: Address, forced: ForcedRules) {
    self.sequencer = sequencer
    self.forced = forced
  }

  public var entryCount: UInt64 { UInt64(entries.count) }
  public var accumulator: Bytes32 { accumulators[entries.count] }
  /// Messages read after the last entry.
  public var inboxUpTo: UInt64 { entries.last?.inboxUpTo ?? 0 }

  /// How many messages an entry made in L1 block `number` must have read, at the least.
  public func overdueUpTo(in inbox: Inbox, atBlock number: UInt64) -> UInt64 {
    guard number >= forced.delayBlocks else { return 0 }
    return inbox.messageCount(upToBlock: number - forced.delayBlocks)
  }

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
    try checkProgress(call, reading: inbox, at: position)
    var entry = entry(upTo: call.inboxUpTo, epoch: call.epoch, from: sender, reading: inbox, at: position)
    entry.dataHash = call.dataHash
    entry.dataBytes = call.dataBytes
    return append(entry)
  }

  /// Appends an entry that reads all that is overdue, in the sequencer's place, and returns its index.
  mutating func forceInclude(
    from sender: Address, reading inbox: Inbox, at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    let upTo = overdueUpTo(in: inbox, atBlock: position.number)
    guard upTo > inboxUpTo else { throw .nothingOverdue(read: inboxUpTo, messageCount: inbox.messageCount) }
    var entry = entry(upTo: upTo, epoch: lastEpoch, from: sender, reading: inbox, at: position)
    entry.kind = .forced
    entry.dataHash = SHA256.hash([])
    return append(entry)
  }

  private var lastEpoch: UInt64 { entries.last?.epoch ?? 0 }

  private func checkProgress(
    _ call: PostBatchCall, reading inbox: Inbox, at position: L1Position
  ) throws(ContractRevert) {
    guard call.inboxUpTo >= inboxUpTo else { throw .inboxGoesBackwards(last: inboxUpTo, found: call.inboxUpTo) }
    guard call.inboxUpTo <= inbox.messageCount else {
      throw .inboxNotThatLong(messageCount: inbox.messageCount, found: call.inboxUpTo)
    }
    guard call.epoch >= lastEpoch else { throw .olderEpoch(last: lastEpoch, found: call.epoch) }
    guard call.inboxUpTo >= overdueUpTo(in: inbox, atBlock: position.number) else {
      let first = inbox.messages[Int(call.inboxUpTo)]
      throw .leavesOutOverdue(
        messageIndex: first.index, deadline: forced.deadline(ofBlock: first.l1Number), l1Number: position.number)
    }
  }

  private func entry(
    upTo inboxUpTo: UInt64, epoch: UInt64, from sender: Address, reading inbox: Inbox, at position: L1Position
  ) -> BatchEntry {
    var entry = BatchEntry()
    entry.index = entryCount
    entry.l1Number = position.number
    entry.l1TimeMs = position.timestampMs
    entry.l1Parent = position.parentHash
    entry.inboxUpTo = inboxUpTo
    entry.inboxAccumulator = inbox.accumulators[Int(inboxUpTo)]
    entry.epoch = epoch
    entry.poster = sender
    return entry
  }

  private mutating func append(_ entry: BatchEntry) -> UInt64 {
    accumulators.append(entry.accumulator(after: accumulator))
    entries.append(entry)
    return entry.index
  }

  mutating func rewind(to count: Int) {
    entries.removeLast(entries.count - count)
    accumulators.removeLast(accumulators.count - count - 1)
  }
}
