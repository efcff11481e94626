import Cryptography
import MockL1
import Sequencing
import Settlement

extension Engine {
  /// What a reorg of the L1 did.
  public struct Reorg: Sendable {
    /// L1 blocks that were taken back, and replaced by empty ones.
    public let depth: Int
    /// Transactions that had been in them or waited. All but the sequencer's own were sent again.
    public let forgottenCount: Int
    /// The last L2 block that is what it was.
    public let lastKept: UInt64
    /// The blocks behind it, made again: they had read messages that came again in other L1 blocks.
    public let remade: [SealedBlock]
  }

  public enum ReorgRefusal: Error, Equatable, Sendable {
    /// More would take back what is final, or make batches older than the L1 takes them.
    case tooDeep(limit: Int)
  }

  /// How many L1 blocks can be taken back: none that is final, none from so long ago that its batches would be too old to
  /// be posted again, and not the first.
  public var reorgLimit: Int {
    let earliest = l1.head.block.timestampMs - min(l1.head.block.timestampMs, genesis.rules.maxBackdateMs / 2)
    let recent = l1.blocks.reversed().prefix { $0.block.timestampMs >= earliest }.count
    return max(min(policy.finalityDepth, recent, l1.blocks.count - 2), 0)
  }

  /// Takes back the last `depth` blocks of the L1 and puts empty ones in their place; what they held comes after them.
  ///
  /// Batches that were lost are posted again, and their roots claimed again. Where blocks had read messages that were lost,
  /// these are made again with what the L1 says now, and the others stay as they were. Durable when it returns.
  ///
  /// - Throws: `ReorgRefusal`, and nothing has happened then.
  public func reorgL1(depth: Int) throws -> Reorg {
    guard (0...reorgLimit).contains(depth) else { throw ReorgRefusal.tooDeep(limit: reorgLimit) }
    try flush()
    let head = heads.unsafe
    let forgotten = try replaceL1Blocks(l1.blocks.suffix(depth))
    let rebuilt = try reconcile()
    try claimNext()
    try post()
    try flush()
    return Reorg(
      depth: depth, forgottenCount: forgotten.count, lastKept: rebuilt?.lastKept ?? head, remade: rebuilt?.blocks ?? [])
  }

  /// Lets the L1's next blocks include nothing of what is sent to it.
  public func congestL1(blockCount: UInt64) { l1.congest(blockCount: blockCount) }

  /// A millisecond later than the old ones, so that an empty block in the place of an empty one is another one.
  private func replaceL1Blocks(_ lost: ArraySlice<MinedBlock>) throws -> [L1Transaction] {
    let times = lost.map(\.block.timestampMs)
    let forgotten = l1.reorg(depth: times.count)
    writes.l1Rollback = l1.head.block.number
    for case .postBatch(let call) in forgotten.map(\.call) { l1.sidecars.remove(call.dataHash) }
    for time in times { try mine(at: time + 1) }
    for transaction in forgotten where transaction.sender != proposer.claimant {
      l1.submit(transaction.call, from: transaction.sender)
    }
    try mineWhatWaits()
    try flush()
    return forgotten
  }

  /// Makes blocks for as long as they include anything: what lacks bytes beside it waits for them.
  private func mineWhatWaits() throws {
    var count = Int.max
    while l1.pending.count < count, !l1.pending.isEmpty, !l1.isCongested {
      count = l1.pending.count
      try mine(at: l1.head.block.timestampMs + 1)
    }
  }
}
