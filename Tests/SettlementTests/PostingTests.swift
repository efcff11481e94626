import Ledger
import MockL1
import Settlement
import Testing

@Suite struct `A batch about to be posted` {
  /// Two blocks that read four messages, ready to be posted.
  private func ready() throws -> (rollup: TestRollup, batch: PreparedBatch, tip: ChainTip) {
    var rollup = try TestRollup(seed: 6)
    for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    let tip = ChainTip(rollup.execution)
    rollup.seal(try rollup.emptyInputs(inboxUpTo: 4))
    rollup.seal(try rollup.randomInputs())
    return (rollup, try rollup.batch(from: 1), tip)
  }

  private func call(
    _ batch: PreparedBatch, _ rollup: TestRollup, after tip: ChainTip, afterMs delayMs: UInt64 = 500
  ) throws(PostingRefusal) -> L1Call {
    try batch.call(
      after: tip, on: rollup.chain.contracts, pending: rollup.chain.pending,
      expecting: batch.last.timestampMs + delayMs, rules: TestRollup.rules)
  }

  @Test func `is sent as the L1's next entry`() throws {
    let (rollup, batch, tip) = try ready()
    #expect(try call(batch, rollup, after: tip) == batch.call(appendingTo: rollup.chain.contracts.batchInbox))
  }

  @Test func `waits while another is on its way, and is not sent again once it is there`() throws {
    var (rollup, batch, tip) = try ready()
    rollup.post(batch)
    #expect(throws: PostingRefusal.anotherPending(expectedIndex: 0)) { try call(batch, rollup, after: tip) }
    rollup.mine()
    tip = ChainTip(rollup.execution)
    #expect(throws: PostingRefusal.alreadyPosted(last: 2, firstBlock: 1)) { try call(batch, rollup, after: tip) }
  }

  @Test func `must follow the last block on the L1`() throws {
    var (rollup, first, tip) = try ready()
    rollup.seal(try rollup.randomInputs())
    let second = try rollup.batch(from: 3)
    #expect(throws: PostingRefusal.blocksMissing(last: 0, firstBlock: 3)) { try call(second, rollup, after: tip) }
    #expect(throws: Never.self) { try call(second, rollup, after: first.last) }
    rollup.rewind(toBefore: 2)
    rollup.seal(try rollup.emptyInputs())
    tip = ChainTip(rollup.execution)
    let refusal = PostingRefusal.otherParent(expected: tip.blockHash, found: first.last.blockHash)
    #expect(throws: refusal) { try call(second, rollup, after: tip) }
  }

  @Test func `must have read the messages that are on the L1`() throws {
    var (rollup, batch, tip) = try ready()
    let found = batch.last.inbox.accumulator
    _ = rollup.chain.reorg(depth: 1)
    #expect(throws: PostingRefusal.inboxNotThatLong(messageCount: 0, found: 4)) {
      try call(batch, rollup, after: tip)
    }
    for user in (0..<4).reversed() { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    let expected = rollup.chain.contracts.inbox.accumulators[4]
    #expect(throws: PostingRefusal.otherInbox(expected: expected, found: found)) {
      try call(batch, rollup, after: tip)
    }
  }

  @Test func `must be of the L1's term or a later one`() throws {
    var (rollup, batch, tip) = try ready()
    rollup.post([], inboxUpTo: 0, epoch: 3)
    rollup.mine()
    #expect(throws: PostingRefusal.olderEpoch(last: 3, found: 0)) { try call(batch, rollup, after: tip) }
  }

  @Test func `must be neither too old nor too new, to the millisecond`() throws {
    let (rollup, batch, tip) = try ready()
    let (first, last) = (batch.firstTimestampMs, batch.last.timestampMs)
    #expect(last - first == 1_000)
    #expect(throws: Never.self) { try call(batch, rollup, after: tip, afterMs: 599_000) }
    #expect(throws: PostingRefusal.tooLate(earliestMs: first + 1, foundMs: first)) {
      try call(batch, rollup, after: tip, afterMs: 599_001)
    }
    func early(_ byMs: UInt64) throws -> L1Call {
      try batch.call(
        after: tip, on: rollup.chain.contracts, pending: [], expecting: last - byMs, rules: TestRollup.rules)
    }
    #expect(throws: Never.self) { try early(1_000) }
    #expect(throws: PostingRefusal.tooSoon(latestMs: last - 1, foundMs: last)) { try early(1_001) }
  }
}
