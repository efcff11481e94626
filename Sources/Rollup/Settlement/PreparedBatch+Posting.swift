import Ledger
import MockL1

extension PreparedBatch {
  /// The transaction that appends the batch, if the L1 as it stands will make its blocks of it.
  ///
  /// `BatchBuilder.finish` has looked at the batch; this looks at the L1, which may be another since.
  ///
  /// - Parameters:
  ///   - tip: the last block that is derived from the L1.
  ///   - pending: what waits to be included.
  ///   - l1TimeMs: about when the batch will be included.
  public func call(
    after tip: ChainTip, on contracts: Contracts, pending: [L1Transaction], expecting l1TimeMs: UInt64,
    rules: DerivationRules
  ) throws(PostingRefusal) -> L1Call {
    for case .postBatch(let call) in pending.map(\.call) {
      throw .anotherPending(expectedIndex: call.expectedIndex)
    }
    try check(follows: tip)
    try check(against: contracts.inbox)
    let lastEpoch = contracts.batchInbox.entries.last?.epoch ?? 0
    guard epoch >= lastEpoch else { throw .olderEpoch(last: lastEpoch, found: epoch) }
    try checkTimes(at: l1TimeMs, rules: rules)
    return call(appendingTo: contracts.batchInbox)
  }

  private func check(follows tip: ChainTip) throws(PostingRefusal) {
    guard firstBlock > tip.blockNumber else {
      throw .alreadyPosted(last: tip.blockNumber, firstBlock: firstBlock)
    }
    guard firstBlock == tip.blockNumber + 1 else {
      throw .blocksMissing(last: tip.blockNumber, firstBlock: firstBlock)
    }
    guard parent == tip.blockHash else { throw .otherParent(expected: tip.blockHash, found: parent) }
  }

  private func check(against inbox: Inbox) throws(PostingRefusal) {
    guard last.inbox.read <= inbox.messageCount else {
      throw .inboxNotThatLong(messageCount: inbox.messageCount, found: last.inbox.read)
    }
    let expected = inbox.accumulators[Int(last.inbox.read)]
    guard last.inbox.accumulator == expected else {
      throw .otherInbox(expected: expected, found: last.inbox.accumulator)
    }
  }

  private func checkTimes(at l1TimeMs: UInt64, rules: DerivationRules) throws(PostingRefusal) {
    let (earliest, latest) = (rules.earliestMs(includedAt: l1TimeMs), rules.latestMs(includedAt: l1TimeMs))
    guard firstTimestampMs >= earliest else { throw .tooLate(earliestMs: earliest, foundMs: firstTimestampMs) }
    guard last.timestampMs <= latest else { throw .tooSoon(latestMs: latest, foundMs: last.timestampMs) }
  }
}
