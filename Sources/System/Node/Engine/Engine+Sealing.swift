import FraudProofs
import Ledger
import MockL1
import SSZ
import Sequencing
import Settlement
import StateTransition
import Storage
import Units

extension Engine {
  public func admit(_ item: PooledItem) -> Mempool.Admission { sequencer.pool.admit(item) }

  /// Whether new transactions are taken: not while the oldest block that the L1 does not have is so old that what is
  /// promised now could hardly be kept.
  public var admitsItems: Bool {
    genesis.rules.admitsItems(oldestUnpostedMs: unposted.oldestMs, at: l1.head.block.timestampMs)
  }

  /// Seals the next block, with all messages that the L1 has by then.
  ///
  /// The messages are on disk before it: a block that has read what its L1 has lost could never be posted there.
  ///
  /// - Parameter timestampMs: raised to the earliest that the chain allows, and that leaves time to post the block.
  /// - Precondition: the rollup has not ended before; it may end with this call, and the block is the last one then.
  public func seal(at timestampMs: UInt64, reports: [PooledReport]) throws -> SealedBlock {
    precondition(!isFrozen, "a block was sealed after the end of the rollup")
    // What waited while no blocks were made must not wait as long again, and be too old then.
    if timestampMs > state.clock.timestampMs + policy.batchIntervalMs { try post() }
    try advanceL1(to: timestampMs)
    let time = max(timestampMs, sequencer.earliestTimestampMs, earliestPostableMs)
    if writes.hasMessages { try flush() }
    let messages = l1.contracts.inbox.messages(from: state.inbox.read, upTo: l1.contracts.inbox.messageCount)
    let sealed: SealedBlock
    if let corruption = policy.corruption, corruption.block == sequencer.nextNumber {
      sealed = sealFalsely(corruption, at: time, messages, reports)
    } else {
      sealed = sequencer.seal(timestampMs: time, messages: messages, reports: reports)
    }
    try checkMoney(of: sealed)
    try keep(sealed)
    return sealed
  }

  /// Half of what the L1 takes: the other half is for it to come there.
  private var earliestPostableMs: UInt64 {
    l1.head.block.timestampMs - min(l1.head.block.timestampMs, genesis.rules.maxBackdateMs / 2)
  }

  func checkMoney(of sealed: SealedBlock) throws {
    guard sealed.journal.imbalance == .zero else {
      throw InvariantFailure(block: sealed.header.number, message: "money is off by \(sealed.journal.imbalance)")
    }
  }

  private func keep(_ sealed: SealedBlock) throws {
    writes.blocks.append(sealed.logEntry(in: sequencer.epoch))
    tally.count(sealed)
    try collect(sealed)
    if sealed.header.number.isMultiple(of: policy.checkpointIntervalBlocks) { try takeCheckpoint() }
    if isPostDue(at: sealed.header.timestampMs) { try post() }
  }

  /// Whether the blocks collected have waited long enough, or have read a message that anybody could soon force in before
  /// them: at half of the time that the L1 leaves for it.
  private func isPostDue(at timestampMs: UInt64) -> Bool {
    guard let since = unposted.fillingSinceMs else { return false }
    let (inbox, read) = (l1.contracts.inbox, unposted.fillingAfter.inbox.read)
    guard since + policy.batchIntervalMs > timestampMs, read < state.inbox.read else {
      return since + policy.batchIntervalMs <= timestampMs
    }
    return l1.head.block.number - inbox.messages[Int(read)].l1Number >= genesis.l1.forced.delayBlocks / 2
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

  /// Keeps the state, after a scan of all of it: the running totals cannot agree only with themselves.
  func takeCheckpoint() throws {
    if let violation = try state.violation() { throw InvariantFailure(block: heads.unsafe, message: violation) }
    writes.checkpoint = (heads.unsafe, state.snapshot())
  }
}

// MARK: - The store

extension Engine {
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
