import Cryptography
import Ledger
import MockL1
import Sequencing
import Settlement
import StateTransition
import Storage

/// A sequencer, its L1 and its store, in logical time: whoever drives it says what time it is.
///
/// Confined to one thread at a time. Nothing that it returns may be shown to anybody before `flush`.
public final class Engine {
  public let genesis: DevnetGenesis
  public internal(set) var sequencer: Sequencer
  public internal(set) var l1: L1Chain
  public internal(set) var heads = Heads()
  public internal(set) var tally = Tally()
  let policy: Policy
  let store: NodeStore
  var writes = NodeStore.Writes()
  /// What was sealed and is not on the L1.
  var unposted: UnpostedBlocks
  /// The last block of each entry that the L1 has.
  var entryEnds: [UInt64]
  /// What this sequencer knows of the machine after entries, and inside those that are disputed.
  var trace: EntryTraces
  let proposer: Proposer
  /// Moves of disputes up to here are decided and paid.
  var finishedMoveCount: UInt64 = 0
  /// Whether a claim of this sequencer's was defeated. Then the L1's rules come to another root than its own program, and it
  /// claims nothing more: it would lose every bond.
  public internal(set) var hasLostClaim = false
  /// Whether the L1 has gone on otherwise than the blocks here.
  var hasL1Departed = false
  /// What was made again since somebody asked last.
  var rebuilds: [Rebuilt] = []

  /// When batches are posted and checkpoints taken.
  public struct Policy: Sendable {
    /// A batch is posted once its first block is so old.
    public var batchIntervalMs: UInt64
    public var checkpointIntervalBlocks: UInt64
    /// The most blocks of a batch, if that is less than the L1 takes.
    public var batchLimitBlocks: Int
    /// How many L1 blocks must follow one until it counts as final, and is never taken back.
    public var finalityDepth: Int
    /// A test switch: the block and step at which this sequencer begins to lie.
    public var corruption: Corruption?

    public init(
      batchIntervalMs: UInt64, checkpointIntervalBlocks: UInt64 = 512, batchLimitBlocks: Int = .max,
      finalityDepth: Int = 16, corruption: Corruption? = nil
    ) {
      self.batchIntervalMs = batchIntervalMs
      self.checkpointIntervalBlocks = checkpointIntervalBlocks
      self.batchLimitBlocks = batchLimitBlocks
      self.finalityDepth = finalityDepth
      self.corruption = corruption
    }
  }

  /// How far the chain is, by the number of a last block. A reorg can take back all but the last two.
  public struct Heads: Equatable, Sendable {
    /// Sealed.
    public var unsafe: UInt64 = 0
    /// On the L1.
    public var safe: UInt64 = 0
    /// The root after it is claimed there.
    public var claimed: UInt64 = 0
    /// In an L1 block that is final.
    public var finalized: UInt64 = 0
    /// The claim of the root after it is settled.
    public var settled: UInt64 = 0
  }

  /// Blocks that the sequencer had sealed, and others that stand in their place.
  public struct Rebuilt: Sendable {
    /// The last block that is what it was.
    public let lastKept: UInt64
    /// All blocks behind it, as they are now.
    public let blocks: [SealedBlock]
  }

  /// An engine that stands where the L1 does, before the blocks that only the log has.
  init(genesis: DevnetGenesis, l1: L1Chain, _ standing: L1Standing, policy: Policy, store: NodeStore) {
    self.genesis = genesis
    self.l1 = l1
    self.policy = policy
    self.store = store
    proposer = Proposer(claimant: DevnetKeys.sequencer.address, bondAtoms: genesis.l1.minimumBondAtoms)
    (sequencer, entryEnds, trace) = (standing.replay.sequencer, standing.entryEnds, standing.trace)
    unposted = UnpostedBlocks(after: ChainTip(sequencer.execution), epoch: sequencer.epoch)
    updateHeads()
    lookForLostClaim()
  }

  /// Goes back to where the L1 stands. What waits in the pool stays there.
  func adopt(_ standing: L1Standing) {
    adopt(standing.replay.sequencer)
    (entryEnds, trace, finishedMoveCount) = (standing.entryEnds, standing.trace, 0)
    unposted = UnpostedBlocks(after: ChainTip(sequencer.execution), epoch: sequencer.epoch)
    updateHeads()
    lookForLostClaim()
  }

  /// Replaces the sequencer, but not its pool.
  func adopt(_ other: Sequencer) {
    let pool = sequencer.pool
    sequencer = other
    sequencer.pool = pool
  }

  public var state: State { sequencer.state }
  public var domain: SigningDomain { sequencer.execution.domain }

  /// Whether the rollup has come to its end on the L1: no block that is made now would ever count.
  public var isFrozen: Bool { l1.contracts.escape.freeze != nil }

  /// What was made again since the last call, oldest first: whoever has heard of the old blocks must hear of it.
  public func takeRebuilds() -> [Rebuilt] {
    defer { rebuilds = [] }
    return rebuilds
  }
}

/// Something that must hold does not: a bug. The process ends with exit code 3 and keeps its data.
public struct InvariantFailure: Error, Equatable, Sendable, CustomStringConvertible {
  public let block: UInt64
  public let message: String

  public init(block: UInt64, message: String) {
    self.block = block
    self.message = message
  }

  public var description: String { "an invariant broke at block \(block): \(message)" }
}
