import Ledger
import MockL1
import Sequencing
import Settlement

extension Engine {
  /// Adds the last block to the batch under way, or to a new one if that is full or of another epoch.
  func collect(_ sealed: SealedBlock) throws {
    heads.unsafe = sealed.header.number
    if !unposted.hasRoom(for: sealed) { try finishBatch() }
    unposted.append(sealed, executionRoot: sequencer.executionRoot(), limitBlocks: policy.batchLimitBlocks)
  }

  /// Sends the blocks collected so far to the L1, after deriving them from what is sent. They wait their turn where an
  /// earlier batch is still on its way, for as long as it takes one that can be included.
  public func post() throws {
    guard unposted.fillingSinceMs != nil else { return }
    if isBatchPending, !l1.isCongested { try mineL1() }
    try finishBatch()
    try sendNext()
  }

  /// Whether it is too old by now is asked when it is sent.
  private func finishBatch() throws {
    guard let since = unposted.fillingSinceMs else { return }
    let timeMs = min(inclusionTimeMs, since + genesis.rules.maxBackdateMs)
    try unposted.finish(expecting: timeMs, rules: genesis.rules)
    tally.batches += 1
  }

  /// Whether blocks that wait to be posted are so old that the L1 would make nothing of them. They are dated anew once it
  /// has room for them, and not before: while it has none they would grow too old again.
  var isTooLateToPost: Bool {
    unposted.oldestMs.map { genesis.rules.isTooLate($0, toBeIncludedAt: inclusionTimeMs) } ?? false
  }

  /// About when something that is sent now will be included.
  var inclusionTimeMs: UInt64 { l1.head.block.timestampMs + genesis.l1BlockTimeMs }

  var isBatchPending: Bool { l1.pending.contains { $0.call.isPostBatch } }

  /// Sends the oldest batch that the L1 does not have, unless one is on its way: it must name what it comes after.
  func sendNext() throws {
    guard let next = unposted.batches.first?.prepared, !isForcePending else { return }
    do throws(PostingRefusal) {
      let call = try next.call(
        after: unposted.tip, on: l1.contracts, pending: l1.pending, expecting: inclusionTimeMs, rules: genesis.rules)
      l1.sidecars.insert(next.data)
      unposted.noteSent(l1.submit(call, from: proposer.claimant))
    } catch {
      switch error {
      case .anotherPending, .tooSoon: break
      case .tooLate: hasL1Departed = !l1.isCongested
      case .alreadyPosted, .blocksMissing, .otherParent, .inboxNotThatLong, .otherInbox, .olderEpoch:
        throw InvariantFailure(block: heads.unsafe, message: "a batch cannot be posted: \(error)")
      }
    }
  }

  /// The L1 has a batch. If it came so late that its blocks are too old by then, it has not what it should.
  func noteEntry(_ index: UInt64, of transaction: L1Transaction) {
    let entry = l1.contracts.batchInbox.entries[Int(index)]
    guard let next = unposted.batches.first, next.sent == transaction,
      !genesis.rules.isTooLate(next.prepared.firstTimestampMs, toBeIncludedAt: entry.l1TimeMs)
    else { return hasL1Departed = true }
    let batch = unposted.removeFirst()
    heads.safe = batch.prepared.last.blockNumber
    entryEnds.append(heads.safe)
    let derivation = Proposer.derivation(
      after: entry, accumulator: l1.contracts.batchInbox.accumulators[Int(index) + 1],
      inputsRoots: batch.prepared.inputsRoots)
    trace.note(Machine.root(derivation, executionRoot: batch.executionRoot), afterEntry: index)
  }

  /// A batch was refused. Where it is for messages that it should have read, these are forced in before it; and where
  /// another entry came first, so it was.
  func noteRefusedBatch(_ revert: ContractRevert) throws {
    switch revert {
    case .leavesOutOverdue: if !isForcePending { l1.submit(.forceInclude, from: proposer.claimant) }
    case .wrongBatchIndex, .wrongBatchAccumulator, .frozen: break
    default: throw InvariantFailure(block: heads.unsafe, message: "the L1 refused a batch: \(revert)")
    }
  }

  private var isForcePending: Bool {
    l1.pending.contains { $0.sender == proposer.claimant && $0.call == .forceInclude }
  }

  /// Posts what is left, and lets the L1 go on until it is included.
  ///
  /// At the beginning of a run: the L1 stood still as long as the node, and once it has followed the wall clock again the
  /// blocks of the last run may be too old for it.
  func include() throws {
    try post()
    while !unposted.isEmpty, !isFrozen {
      try mineL1()
      try post()
    }
  }

  /// Posts what is left, and lets the L1 go on until it is included and claimed. After the end of the rollup nothing is
  /// included any more, and after the defeat of a claim nothing is claimed.
  public func settle() throws {
    try include()
    while heads.claimed < heads.unsafe, !isFrozen, !hasLostClaim {
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

extension L1Call {
  fileprivate var isPostBatch: Bool { if case .postBatch = self { true } else { false } }
}
