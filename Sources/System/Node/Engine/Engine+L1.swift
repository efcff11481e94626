import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import Units

extension Engine {
  /// Asks the bridge to credit `beneficiary` on the L2. The money is there once an L1 block and then an L2 block is made.
  @discardableResult
  public func deposit(
    _ amount: UInt64, of asset: Asset = .quote, from sender: Address, to beneficiary: Address
  ) -> L1Transaction {
    l1.submit(.deposit(DepositCall(beneficiary: beneficiary, asset: asset, amount: amount)), from: sender)
  }

  /// Sends a transaction of anybody's to the L1, which includes it when it has room.
  ///
  /// - Throws: `SendRefusal.unknownBatch` for a step that takes in what no entry has.
  @discardableResult
  public func submit(_ call: L1Call, from sender: Address) throws -> L1Transaction {
    if case .step(let step) = call { try supplyBatch(step.batchHash) }
    return l1.submit(call, from: sender)
  }

  /// Sends a transaction to the L1 and lets it go on until it is included.
  ///
  /// - Returns: what came of it; nil while the L1 is congested.
  func carryOut(_ call: L1Call, from sender: Address) throws -> L1Outcome? {
    let transaction = try submit(call, from: sender)
    while l1.pending.contains(transaction) {
      guard !l1.isCongested else { return nil }
      try mineL1()
    }
    let head = l1.head
    return head.block.transactions.elements.firstIndex(of: transaction).map { head.outcomes[$0] }
  }

  /// Lets the L1's time pass. A slot in which nothing waits is left empty, except for the last one; not while the L1 is
  /// congested, since that lasts for a number of blocks.
  public func advanceL1(to timestampMs: UInt64) throws {
    let slot = genesis.l1BlockTimeMs
    while l1.head.block.timestampMs + slot <= timestampMs {
      let last = timestampMs - (timestampMs - l1.head.block.timestampMs) % slot
      let isLeapt = l1.pending.isEmpty && !l1.isCongested
      try mine(at: isLeapt ? last : l1.head.block.timestampMs + slot)
      try followL1()
    }
  }

  /// Makes an L1 block now: at its next slot, or a moment later where its time is ahead of the blocks' already. Were it
  /// to run away from them, they would be too early to be posted.
  public func mineL1() throws {
    let head = l1.head.block.timestampMs
    let isAhead = heads.unsafe > 0 && head > state.clock.timestampMs
    try mine(at: head + (isAhead ? 1 : genesis.l1BlockTimeMs))
    try followL1()
  }

  /// Makes an L1 block and takes note of it. `followL1` must be called before anything else is done.
  func mine(at timestampMs: UInt64) throws {
    let mined = l1.mine(at: timestampMs)
    writes.l1Blocks.append(l1.contents(of: mined))
    for (transaction, outcome) in zip(mined.block.transactions.elements, mined.outcomes) {
      try heed(outcome, of: transaction)
    }
    for entry in mined.entries { l1.sidecars.remove(l1.contracts.batchInbox.entries[entry].dataHash) }
  }

  /// Does what the L1's new blocks ask for.
  private func followL1() throws {
    guard !isFrozen else { return }
    if isTooLateToPost, !isBatchPending, !l1.isCongested { hasL1Departed = true }
    if !hasL1Departed { try sendNext() }
    if hasL1Departed {
      try reconcile()
      try sendNext()
    }
    updateHeads()
    try claimNext()
    try playDisputes()
  }

  /// What others ask of the L1 in vain is their own affair; that the sequencer's own is refused is not.
  private func heed(_ outcome: L1Outcome, of transaction: L1Transaction) throws {
    switch (outcome, transaction.call) {
    case (.posted(let index), _): noteEntry(index, of: transaction)
    case (.forceIncluded, _): hasL1Departed = true
    case (.resolved(_, .countered), _): lookForLostClaim()
    case (.claimed, _): if transaction.sender == proposer.claimant { tally.claims += 1 }
    case (.reverted(let revert), .postBatch): try noteRefusedBatch(revert)
    case (.reverted(let revert), .claim): try noteRefusedClaim(revert, of: transaction)
    default: break
    }
  }

  /// That somebody else was faster mends itself: what to claim next follows from the contracts. A bond that the sequencer
  /// cannot pay does not.
  private func noteRefusedClaim(_ revert: ContractRevert, of transaction: L1Transaction) throws {
    guard transaction.sender == proposer.claimant else { return }
    switch revert {
    case .insufficientBalance, .bondTooSmall:
      throw InvariantFailure(block: heads.unsafe, message: "the sequencer cannot claim: \(revert)")
    default: break
    }
  }

  /// What follows from the contracts and the entries that are known.
  func updateHeads() {
    let (head, contracts) = (l1.head.block.number, l1.contracts)
    heads.unsafe = state.clock.blockNumber
    heads.safe = entryEnds.last ?? 0
    let known = contracts.batchInbox.entries.prefix(entryEnds.count)
    heads.finalized = known.lastIndex { $0.l1Number + UInt64(policy.finalityDepth) <= head }.map { entryEnds[$0] } ?? 0
    heads.settled = contracts.claims.lastSettled.index.map { end(ofClaim: $0) } ?? 0
    heads.claimed = lastRightClaim.map { end(ofClaim: $0) } ?? 0
  }

  /// The last block that a claim speaks of.
  private func end(ofClaim index: UInt64) -> UInt64 {
    let entry = Int(l1.contracts.claims.all[Int(index)].entryIndex)
    return entry < entryEnds.count ? entryEnds[entry] : heads.safe
  }
}
