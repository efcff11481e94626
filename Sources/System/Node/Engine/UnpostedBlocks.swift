import Cryptography
import Ledger
import MockL1
import Sequencing
import Settlement

/// Blocks that the L1 does not have: finished batches that wait their turn, and the batch that is being filled.
struct UnpostedBlocks {
  /// The last block that the L1 has.
  private(set) var tip: ChainTip
  /// Oldest first. At most the first is on its way.
  private(set) var batches: [Batch] = []
  private var builder: BatchBuilder
  /// `Execution.root()` after the last block of `builder`.
  private var builtRoot = Bytes32()
  /// When the first block of `builder` was sealed; nil if there is none.
  private(set) var fillingSinceMs: UInt64?

  /// A finished batch.
  struct Batch {
    let prepared: PreparedBatch
    /// `Execution.root()` after its last block.
    let executionRoot: Bytes32
    /// What was sent to the L1 with it.
    var sent: L1Transaction?
  }

  init(after tip: ChainTip, epoch: UInt64) {
    self.tip = tip
    builder = BatchBuilder(after: tip, epoch: epoch)
  }

  var isEmpty: Bool { batches.isEmpty && builder.blockCount == 0 }

  /// The time of the oldest block; nil if there is none.
  var oldestMs: UInt64? { batches.first?.prepared.firstTimestampMs ?? fillingSinceMs }

  /// The block behind which the batch that is being filled begins.
  var fillingAfter: ChainTip { builder.parent }

  /// Whether a block fits the batch that is being filled.
  func hasRoom(for sealed: SealedBlock) -> Bool { builder.hasRoom(for: sealed.inputs) }

  /// Adds the next block.
  ///
  /// - Precondition: there is room for it, or no batch is being filled.
  mutating func append(_ sealed: SealedBlock, executionRoot: Bytes32, limitBlocks: Int) {
    if builder.blockCount == 0 {
      builder = BatchBuilder(after: builder.tip, epoch: sealed.header.epoch, limitBlocks: limitBlocks)
      fillingSinceMs = sealed.header.timestampMs
    }
    builder.append(sealed.inputs, sealed.header)
    builtRoot = executionRoot
  }

  /// Finishes the batch that is being filled, after deriving its blocks from it.
  ///
  /// - Precondition: there is one.
  mutating func finish(expecting l1TimeMs: UInt64, rules: DerivationRules) throws(BatchRefusal) {
    let batch = try builder.finish(expecting: l1TimeMs, rules: rules)
    batches.append(Batch(prepared: batch, executionRoot: builtRoot))
    builder = BatchBuilder(after: batch.last, epoch: builder.epoch)
    fillingSinceMs = nil
  }

  /// The oldest batch was sent with this transaction.
  mutating func noteSent(_ transaction: L1Transaction) { batches[0].sent = transaction }

  /// The oldest batch is on the L1: takes it out.
  mutating func removeFirst() -> Batch {
    let first = batches.removeFirst()
    tip = first.prepared.last
    return first
  }
}
