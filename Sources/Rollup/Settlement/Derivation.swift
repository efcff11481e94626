import Cryptography
import Ledger
import MockL1
import SSZ

/// How far the machine has come through the L1's entries: all that it knows and a sequencer cannot know when it seals
/// a block.
public struct Derivation: SSZContainer, Equatable {
  /// Entries decoded.
  public var batchCount: UInt64 = 0
  /// `BatchInbox`'s accumulator after the last of them.
  public var batchAccumulator = Bytes32()
  /// Of the last entry:
  public var entryL1Number: UInt64 = 0
  public var entryL1TimeMs: UInt64 = 0
  public var entryInboxUpTo: UInt64 = 0
  public var epoch: UInt64 = 0
  /// `List[Root, 2^20]` of the roots of its blocks' inputs.
  public var blocksRoot = BoundedList<Bytes32, 1_048_576>().hashTreeRoot()
  public var blockCount: UInt32 = 0
  /// Blocks of it that have been begun.
  public var blockIndex: UInt32 = 0
  /// Whether it has blocks that the rules made and not the sequencer.
  public var isFallback = false

  public init() {}

  /// Right after `entry` was decoded: `inputsRoots` are those of its blocks.
  public init(_ entry: BatchEntry, accumulator: Bytes32, inputsRoots: [Bytes32], isFallback: Bool) {
    batchCount = entry.index + 1
    batchAccumulator = accumulator
    entryL1Number = entry.l1Number
    entryL1TimeMs = entry.l1TimeMs
    entryInboxUpTo = entry.inboxUpTo
    epoch = entry.epoch
    do throws(DecodingError) {
      blocksRoot = try BoundedList<Bytes32, 1_048_576>(inputsRoots).hashTreeRoot()
    } catch { preconditionFailure("an entry stands for more blocks than there can be messages") }
    blockCount = UInt32(inputsRoots.count)
    self.isFallback = isFallback
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("batchCount", &batchCount)
    try visitor.field("batchAccumulator", &batchAccumulator)
    try visitor.field("entryL1Number", &entryL1Number)
    try visitor.field("entryL1TimeMs", &entryL1TimeMs)
    try visitor.field("entryInboxUpTo", &entryInboxUpTo)
    try visitor.field("epoch", &epoch)
    try visitor.field("blocksRoot", &blocksRoot)
    try visitor.field("blockCount", &blockCount)
    try visitor.field("blockIndex", &blockIndex)
    try visitor.field("isFallback", &isFallback)
  }
}
