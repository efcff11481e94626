import Cryptography
import FraudProofs
import Ledger
import MockL1
import SSZ
import Sequencing
import Settlement
import StateTransition
import Storage
import Units

/// A sequencer, its L1 and its store, in logical time: whoever drives it says what time it is.
///
/// Confined to one thread at a time. Nothing that it returns may be shown to anybody before `flush`.
public final class Engine {
  public let genesis: DevnetGenesis
  public internal(set) var sequencer: Sequencer
  public internal(set) var l1: L1Chain
  public private(set) var heads: Heads
  public private(set) var tally: Tally
  let policy: Policy
  let store: NodeStore
  var writes = NodeStore.Writes()
  private var builder: BatchBuilder
  /// `Execution.root()` after the last block of `builder`.
  private var builtRoot = Bytes32()
  /// When the first block of `builder` was sealed.
  private var firstUnpostedMs: UInt64 = 0
  /// Batches that are finished and not on the L1 yet, oldest first. At most the first is on its way.
  private var outgoing: [PreparedBatch] = []
  /// Batches that were finished and whose roots are not claimed yet, oldest first.
  private var unclaimed: [PostedRoots]
  /// The last block of each entry that the L1 has.
  private(set) var entryEnds: [UInt64]
  let proposer: Proposer

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

  /// What must be known of a posted batch to claim the root after it.
  struct PostedRoots {
    let lastBlock: UInt64
    let inputsRoots: [Bytes32]
    let executionRoot: Bytes32
  }

  /// An engine that stands where the L1 does, before the blocks that only the log has.
  init(genesis: DevnetGenesis, l1: L1Chain, _ standing: L1Standing, policy: Policy, store: NodeStore) {
    self.genesis = genesis
    self.l1 = l1
    self.policy = policy
    self.store = store
    tally = Tally()
    proposer = Proposer(claimant: DevnetKeys.sequencer.address, bondAtoms: genesis.l1.minimumBondAtoms)
    (sequencer, heads) = (standing.replay.sequencer, standing.heads)
    (unclaimed, entryEnds) = (standing.unclaimed, standing.entryEnds)
    builder = BatchBuilder(after: ChainTip(sequencer.execution), epoch: sequencer.epoch)
    updateFinality()
  }

  /// Goes back to where the L1 stands. What waits in the pool stays there.
  func adopt(_ standing: L1Standing) {
    adopt(standing.replay.sequencer)
    (heads, unclaimed, entryEnds, outgoing) = (standing.heads, standing.unclaimed, standing.entryEnds, [])
    builder = BatchBuilder(after: ChainTip(sequencer.execution), epoch: sequencer.epoch)
    updateFinality()
  }

  /// Replaces the sequencer, but not its pool.
  func adopt(_ other: Sequencer) {
    let pool = sequencer.pool
    sequencer = other
    sequencer.pool = pool
  }

  public var state: State { sequencer.state }
  public var domain: SigningDomain { sequencer.execution.domain }
}

// MARK: - Sealing

extension Engine {
  public func admit(_ item: PooledItem) -> Mempool.Admission { sequencer.pool.admit(item) }

  /// Seals the next block, with all messages that the L1 has by then.
  ///
  /// The messages are on disk before it: a block that has read what its L1 has lost could never be posted there.
  ///
  /// - Parameter timestampMs: raised to the earliest that the chain allows.
  public func seal(at timestampMs: UInt64, reports: [PooledReport]) throws -> SealedBlock {
    let time = max(timestampMs, sequencer.earliestTimestampMs)
    try advanceL1(to: time)
    if writes.hasMessages { try flush() }
    let messages = l1.contracts.inbox.messages(from: state.inbox.read, upTo: l1.contracts.inbox.messageCount)
    let sealed: SealedBlock
    if let corruption = policy.corruption, corruption.block == sequencer.nextNumber {
      sealed = sealFalsely(corruption, at: time, messages, reports)
    } else {
      sealed = sequencer.seal(timestampMs: time, messages: messages, reports: reports)
    }
    guard sealed.journal.imbalance == .zero else {
      throw InvariantFailure(block: sealed.header.number, message: "money is off by \(sealed.journal.imbalance)")
    }
    try keep(sealed)
    return sealed
  }

  private func keep(_ sealed: SealedBlock) throws {
    writes.blocks.append(sealed.logEntry)
    tally.count(sealed)
    try collect(sealed)
    if sealed.header.number.isMultiple(of: policy.checkpointIntervalBlocks) { try takeCheckpoint() }
    if firstUnpostedMs + policy.batchIntervalMs <= sealed.header.timestampMs { try post() }
  }

  /// Adds the last block to the batch under way, or to a new one if that is full or of another epoch.
  func collect(_ sealed: SealedBlock) throws {
    heads.unsafe = sealed.header.number
    if !builder.hasRoom(for: sealed.inputs) { try post() }
    if builder.blockCount == 0 {
      builder = BatchBuilder(
        after: builder.tip, epoch: sealed.header.epoch, limitBlocks: policy.batchLimitBlocks)
      firstUnpostedMs = sealed.header.timestampMs
    }
    builder.append(sealed.inputs, sealed.header)
    builtRoot = sequencer.executionRoot()
  }

  /// Takes up a block that was sealed before, and that the L1 does not have.
  ///
  /// - Parameter sequencer: after that block.
  func takeUp(_ sealed: SealedBlock, in sequencer: Sequencer) throws {
    adopt(sequencer)
    try advanceL1(to: sealed.header.timestampMs)
    try collect(sealed)
  }

  /// Keeps the state, after a scan of all of it: the running totals cannot agree only with themselves.
  private func takeCheckpoint() throws {
    if let violation = try state.violation() { throw InvariantFailure(block: heads.unsafe, message: violation) }
    writes.checkpoint = (heads.unsafe, state.snapshot())
  }

  private func sealFalsely(
    _ corruption: Corruption, at timestampMs: UInt64, _ messages: [InboxMessage], _ reports: [PooledReport]
  ) -> SealedBlock {
    var trace: ExecutionTrace?
    let sealed = sequencer.seal(timestampMs: timestampMs, messages: messages, reports: reports) { execution, inputs in
      corruption.carryOut(&execution, inputs, tracing: &trace)
    }
    if let trace { writes.traces.append((sealed.header.number, trace.encoded())) }
    return sealed
  }

  /// Makes everything so far durable. Only then may it be acknowledged.
  public func flush() throws {
    guard !writes.isEmpty else { return }
    try store.write(writes)
    writes = NodeStore.Writes()
  }

  /// A durable block; nil if there is none of that number yet.
  public func block(_ number: UInt64) throws -> BlockRecord? {
    try store.log.entry(number).map { try BlockRecord($0) }
  }

  /// The first block that is kept; nil if there is none.
  public func firstBlock() throws -> UInt64? { try store.log.entries(from: 0, limit: 1).first?.sequence }

  /// The last block that is durable.
  public var durableHead: UInt64 { heads.unsafe - UInt64(unflushedCount) }

  /// How many blocks wait for `flush`.
  public var unflushedCount: Int { writes.blocks.count }
}

// MARK: - The L1

extension Engine {
  /// Asks the bridge to credit `beneficiary` on the L2. The money is there once an L1 block and then an L2 block is made.
  @discardableResult
  public func deposit(
    _ amount: UInt64, of asset: Asset = .quote, from sender: Address, to beneficiary: Address
  ) -> L1Transaction {
    l1.submit(.deposit(DepositCall(beneficiary: beneficiary, asset: asset, amount: amount)), from: sender)
  }

  /// Lets the L1's time pass. A slot in which nothing waits is left empty, except for the last one; not while the L1 is
  /// congested, since that lasts for a number of blocks.
  public func advanceL1(to timestampMs: UInt64) throws {
    let slot = genesis.l1BlockTimeMs
    while l1.head.block.timestampMs + slot <= timestampMs {
      let last = timestampMs - (timestampMs - l1.head.block.timestampMs) % slot
      let isLeapt = l1.pending.isEmpty && !l1.isCongested
      try mine(at: isLeapt ? last : l1.head.block.timestampMs + slot)
    }
  }

  /// Makes an L1 block now: at its next slot, or a moment later where its time is ahead of the blocks' already. Were it
  /// to run away from them, they would be too early to be posted.
  public func mineL1() throws {
    let head = l1.head.block.timestampMs
    let isAhead = heads.unsafe > 0 && head > state.clock.timestampMs
    try mine(at: head + (isAhead ? 1 : genesis.l1BlockTimeMs))
  }

  func mine(at timestampMs: UInt64) throws {
    let mined = l1.mine(at: timestampMs)
    writes.l1Blocks.append(l1.contents(of: mined))
    for (transaction, outcome) in zip(mined.block.transactions.elements, mined.outcomes) {
      try heed(outcome, of: transaction)
    }
    for entry in mined.entries { l1.sidecars.remove(l1.contracts.batchInbox.entries[entry].dataHash) }
    updateFinality()
    resolveNext()
  }

  /// Asks for the verdict on the oldest claim that has none, once nobody can challenge it any more.
  private func resolveNext() {
    let claims = l1.contracts.claims
    let next = claims.lastSettled.index.map { $0 + 1 } ?? 0
    guard claims.status(of: next) == .pending, !isVerdictPending else { return }
    let identity = claims.identity(of: next)
    guard let move = l1.contracts.disputes.move(identity),
      !l1.contracts.disputes.isAnswerable(move, at: l1.head.block.timestampMs)
    else { return }
    l1.submit(.resolve(ResolveCall(move: identity)), from: proposer.claimant)
  }

  private var isVerdictPending: Bool {
    l1.pending.contains { if case .resolve = $0.call { true } else { false } }
  }

  private func updateFinality() {
    let (head, contracts) = (l1.head.block.number, l1.contracts)
    let final = contracts.batchInbox.entries.lastIndex { $0.l1Number + UInt64(policy.finalityDepth) <= head }
    heads.finalized = final.map { entryEnds[$0] } ?? 0
    let settled = contracts.claims.lastSettled.index
    heads.settled = settled.map { entryEnds[Int(contracts.claims.all[Int($0)].entryIndex)] } ?? 0
  }

  /// What others ask of the L1 in vain is their own affair; that the sequencer's own is refused is not.
  private func heed(_ outcome: L1Outcome, of transaction: L1Transaction) throws {
    switch outcome {
    case .deposited, .forced, .moved, .stepped, .resolved, .paid, .withdrawalProven, .withdrawalPaid, .frozen,
      .exitRegistered, .exitPaid, .depositRefunded:
      break
    case .posted:
      guard let posted = unclaimed.first(where: { $0.lastBlock > heads.safe }) else { break }
      heads.safe = posted.lastBlock
      entryEnds.append(posted.lastBlock)
      outgoing.removeFirst()
      try claimNext()
      sendNext()
    case .claimed:
      heads.claimed = unclaimed.removeFirst().lastBlock
      tally.claims += 1
      try claimNext()
    case .forceIncluded:
      throw InvariantFailure(block: heads.unsafe, message: "messages were overdue, and somebody forced them in")
    case .reverted(let revert):
      guard transaction.sender == proposer.claimant else { break }
      throw InvariantFailure(block: heads.unsafe, message: "the L1 refused what the sequencer sent: \(revert)")
    }
  }

  /// Claims the root after the oldest entry that is included and unclaimed, unless a claim is on its way.
  func claimNext() throws {
    guard let entry = proposer.nextEntry(in: l1.contracts), let posted = unclaimed.first, !isClaimPending else {
      return
    }
    let root = Proposer.machineRoot(
      after: entry, accumulator: l1.contracts.batchInbox.accumulators[Int(entry.index) + 1],
      inputsRoots: posted.inputsRoots, executionRoot: posted.executionRoot)
    l1.submit(proposer.claim(root, after: entry, in: l1.contracts), from: proposer.claimant)
  }

  private var isClaimPending: Bool {
    l1.pending.contains { if case .claim = $0.call { true } else { false } }
  }

  private var isBatchPending: Bool {
    l1.pending.contains { if case .postBatch = $0.call { true } else { false } }
  }

  /// Sends the oldest batch that the L1 does not have, unless one is on its way: it must name what it comes after.
  private func sendNext() {
    guard let batch = outgoing.first, !isBatchPending else { return }
    l1.sidecars.insert(batch.data)
    l1.submit(batch.call(appendingTo: l1.contracts.batchInbox), from: proposer.claimant)
  }

  /// Sends the blocks collected so far to the L1, after deriving them from what is sent. They wait their turn where an
  /// earlier batch is still on its way.
  public func post() throws {
    guard builder.blockCount > 0 else { return }
    if isBatchPending, !l1.isCongested { try mineL1() }
    let batch = try builder.finish(
      expecting: l1.head.block.timestampMs + genesis.l1BlockTimeMs, rules: genesis.rules)
    unclaimed.append(
      PostedRoots(lastBlock: batch.last.blockNumber, inputsRoots: batch.inputsRoots, executionRoot: builtRoot))
    outgoing.append(batch)
    builder = BatchBuilder(after: batch.last, epoch: sequencer.epoch)
    tally.batches += 1
    sendNext()
  }

  /// Posts what is left, and lets the L1 go on until it is included.
  ///
  /// At the beginning of a run: the L1 stood still as long as the node, and once it has followed the wall clock again the
  /// blocks of the last run may be too old for it.
  func include() throws {
    try post()
    while !outgoing.isEmpty { try mineL1() }
  }

  /// Posts what is left, and lets the L1 go on until it is included and claimed.
  public func settle() throws {
    try post()
    while heads.claimed < heads.unsafe {
      guard !l1.pending.isEmpty else {
        throw InvariantFailure(block: heads.unsafe, message: "a posted batch was never claimed")
      }
      try mineL1()
    }
    try takeCheckpoint()
    try flush()
    try store.fold()
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
