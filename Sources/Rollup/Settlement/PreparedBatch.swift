import Cryptography
import Ledger
import MockL1

/// A batch from which its blocks have been derived again: `BatchBuilder.finish` is the only way to make one.
public struct PreparedBatch: Equatable, Sendable {
  public let data: [UInt8]
  public let firstBlock: UInt64
  /// Hash of the block before the first.
  public let parent: Bytes32
  public let firstTimestampMs: UInt64
  public let blockCount: Int
  /// The last block.
  public let last: ChainTip
  public let epoch: UInt64
  /// Of each block.
  public let inputsRoots: [Bytes32]

  init(
    data: [UInt8], after parent: ChainTip, firstTimestampMs: UInt64, blockCount: Int, last: ChainTip, epoch: UInt64,
    inputsRoots: [Bytes32]
  ) {
    self.data = data
    firstBlock = parent.blockNumber + 1
    self.parent = parent.blockHash
    self.firstTimestampMs = firstTimestampMs
    self.blockCount = blockCount
    self.last = last
    self.epoch = epoch
    self.inputsRoots = inputsRoots
  }

  /// The transaction that appends it, provided that `batches` stays as it is.
  public func call(appendingTo batches: BatchInbox) -> L1Call {
    .postBatch(
      PostBatchCall(
        expectedIndex: batches.entryCount, expectedAccumulator: batches.accumulator, data: data,
        inboxUpTo: last.inbox.read, epoch: epoch))
  }

  /// What the L1 would make of it at `l1TimeMs`, as far as derivation depends on it.
  func posted(at l1TimeMs: UInt64) -> PostedBatch {
    var entry = BatchEntry()
    entry.dataBytes = UInt32(data.count)
    entry.l1TimeMs = l1TimeMs
    entry.inboxUpTo = last.inbox.read
    entry.inboxAccumulator = last.inbox.accumulator
    entry.epoch = epoch
    return PostedBatch(entry, unchecked: data)
  }
}
