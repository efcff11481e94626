import Cryptography
import Ledger
import MockL1
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `A message that is forced` {
  @Test func `names the sender's number and address, and stands in the inbox with deposits`() throws {
    var chain = try newChain()
    chain.deposit(1, from: bob)
    chain.deposit(1, from: alice)
    chain.force(from: alice)
    chain.deposit(2, from: bob)
    #expect(
      chain.mine() == [
        .deposited(messageIndex: 0), .deposited(messageIndex: 1), .forced(messageIndex: 2), .deposited(messageIndex: 3),
      ])
    let message = chain.contracts.inbox.messages[2]
    #expect(message.kind == InboxMessage.forcedAction && message.l1Number == 1 && message.l1TimeMs == 13_000)
    let forced = try ForcedMessage.decoded(message.payload.bytes)
    #expect(forced.owner == OwnerID(5) && forced.address == alice)
    #expect(forced.request == ForcedRequest(.cancelAll(CancelAll(market: CancelAll.allMarkets))))
  }

  @Test func `may be a price report of anybody's, as it was signed`() throws {
    var chain = try newChain()
    var report = SignedPriceReport()
    report.publisher = 3
    let outcome = chain.outcome { $0.submit(.forceAction(ForceActionCall(report)), from: address(9)) }
    #expect(outcome == .forced(messageIndex: 0))
    let message = chain.contracts.inbox.messages[0]
    #expect(message.kind == InboxMessage.priceReport && message.payload.bytes == report.encoded())
  }

  @Test func `reverts if it is none, or of somebody without a number`() throws {
    var chain = try newChain()
    chain.deposit(1, from: alice)
    _ = chain.mine()
    let request = ForcedRequest(.close(ClosePosition(market: 1))).encoded()
    func sent(_ kind: UInt8, _ bytes: [UInt8]) throws -> (inout ForceActionCall) -> Void {
      let content = try ByteList<512>(bytes)
      return { ($0.kind, $0.content) = (kind, content) }
    }
    let (action, report) = (InboxMessage.forcedAction, InboxMessage.priceReport)
    var calls = [try sent(InboxMessage.deposit, Deposit(owner: OwnerID(4), address: alice, amount: 5).encoded())]
    for kind in [0, 4, 255] as [UInt8] { calls.append(try sent(kind, request)) }
    for bytes in [[], Array(request.dropLast()), request + [0], [0, 5, 0, 0, 0, 1]] as [[UInt8]] {
      calls.append(try sent(action, bytes))
    }
    for bytes in [request, SignedPriceReport().encoded() + [0]] { calls.append(try sent(report, bytes)) }
    let outcomes = calls.map { call in chain.outcome { $0.force(from: alice, call) } }
    #expect(
      outcomes == [1, 0, 4, 255].map { .reverted(.notForcible(kind: $0)) }
        + [0, request.count - 1, request.count + 1, 6].map { .reverted(.malformedMessage(kind: action, byteCount: $0)) }
        + [request.count, 102].map { .reverted(.malformedMessage(kind: report, byteCount: $0)) })
    #expect(chain.outcome { $0.force(from: bob) } == .reverted(.noOwner(bob)))
    #expect(chain.contracts.inbox.messageCount == 1)
  }

  @Test func `reverts once its block has taken as many as it takes, whoever sends it; deposits do not count`() throws {
    var chain = try newChain(forced: ForcedRules(delayBlocks: 5, messageLimit: 3))
    chain.deposit(1, from: alice)
    chain.deposit(1, from: bob)
    for sender in [alice, alice, bob, bob, alice] { chain.force(from: sender) }
    chain.deposit(1, from: alice)
    let full = L1Outcome.reverted(.tooManyForcedMessages(limit: 3))
    #expect(
      chain.mine() == [
        .deposited(messageIndex: 0), .deposited(messageIndex: 1), .forced(messageIndex: 2), .forced(messageIndex: 3),
        .forced(messageIndex: 4), full, full, .deposited(messageIndex: 5),
      ])
    #expect(chain.outcome { $0.force(from: alice) } == .forced(messageIndex: 6))
  }

  @Test(arguments: Seeds.all)
  func `of any content is forced or reverted, and never more`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var chain = try newChain()
    chain.deposit(1, from: alice)
    _ = chain.mine()
    var valid = ForcedRequest(.close(ClosePosition(market: 1))).encoded()
    for _ in 0..<200 {
      valid[Int.random(in: 0..<valid.count, using: &random)] = .random(in: 0...12, using: &random)
      let bytes = random.oneIn(2) ? valid : random.bytes(.random(in: 0...40, using: &random))
      let content = try ByteList<512>(bytes)
      let kind = UInt8.random(in: 0...4, using: &random)
      let count = chain.contracts.inbox.messageCount
      let outcome = chain.outcome { $0.force(from: alice) { ($0.kind, $0.content) = (kind, content) } }
      switch try #require(outcome) {
      case .forced(let index): #expect(index == count && kind == InboxMessage.forcedAction, "seed \(seed)")
      case .reverted: #expect(chain.contracts.inbox.messageCount == count, "seed \(seed)")
      default: Issue.record("seed \(seed)")
      }
    }
  }
}

@Suite struct `A message that nobody reads` {
  /// A message in block 1, which is overdue in block 6, and one in block 3.
  private func started() throws -> L1Chain {
    var chain = try newChain(forced: ForcedRules(delayBlocks: 5, messageLimit: 9))
    chain.deposit(1, from: alice)
    _ = chain.mine()
    _ = chain.mine()
    chain.force(from: alice)
    _ = chain.mine()
    return chain
  }

  private func leftOut(_ index: UInt64, _ deadline: UInt64, _ number: UInt64) -> L1Outcome {
    .reverted(.leavesOutOverdue(messageIndex: index, deadline: deadline, l1Number: number))
  }

  /// One block before the deadline, at it, and one behind.
  @Test(arguments: [(5, false, 1), (6, true, 1), (7, true, 1), (8, true, 2)] as [(UInt64, Bool, UInt64)])
  func `may be left out up to the block before its deadline, and not from then on`(
    row: (block: UInt64, isOverdue: Bool, upTo: UInt64)
  ) throws {
    var chain = try started()
    while chain.head.block.number < row.block - 1 { _ = chain.mine() }
    var (forcing, reading) = (chain, chain)
    #expect(
      chain.contracts.batchInbox.overdueUpTo(in: chain.contracts.inbox, atBlock: row.block)
        == (row.isOverdue ? row.upTo : 0))
    #expect(chain.outcome { $0.post([1]) } == (row.isOverdue ? leftOut(0, 6, row.block) : .posted(entryIndex: 0)))
    #expect(
      forcing.outcome { $0.submit(.forceInclude, from: bob) }
        == (row.isOverdue
          ? .forceIncluded(entryIndex: 0) : .reverted(.nothingOverdue(read: 0, messageCount: 2))))
    #expect(forcing.contracts.batchInbox.inboxUpTo == (row.isOverdue ? row.upTo : 0))
    #expect(reading.outcome { $0.post([1], inboxUpTo: row.upTo) } == .posted(entryIndex: 0))
  }

  @Test func `does not keep the first batch that reads it, and only it, from coming at any time`() throws {
    var chain = try started()
    for _ in 0..<20 { _ = chain.mine() }
    #expect(chain.outcome { $0.post([1], inboxUpTo: 1) } == leftOut(1, 8, 24))
    #expect(chain.outcome { $0.post([1], inboxUpTo: 2) } == .posted(entryIndex: 0))
  }

  @Test func `is read by an entry of anybody's, which holds nothing else`() throws {
    var chain = try started()
    chain.post([1], epoch: 7)
    _ = chain.mine()
    _ = chain.mine()
    let parent = chain.head.hash
    #expect(chain.outcome { $0.submit(.forceInclude, from: address(9)) } == .forceIncluded(entryIndex: 1))
    var expected = BatchEntry()
    expected.index = 1
    expected.kind = .forced
    expected.dataHash = SHA256.hash([])
    expected.l1Number = 6
    expected.l1TimeMs = 73_000
    expected.l1Parent = parent
    expected.inboxUpTo = 1
    expected.inboxAccumulator = chain.contracts.inbox.accumulators[1]
    expected.epoch = 7
    expected.poster = address(9)
    let batches = chain.contracts.batchInbox
    #expect(batches.entries[1] == expected)
    #expect(batches.accumulator == expected.accumulator(after: batches.accumulators[1]))
    #expect(
      chain.outcome { $0.submit(.forceInclude, from: alice) } == .reverted(.nothingOverdue(read: 1, messageCount: 2)))
    #expect(chain.outcome { $0.submit(.forceInclude, from: alice) } == .forceIncluded(entryIndex: 2))
    #expect(
      chain.outcome { $0.submit(.forceInclude, from: alice) } == .reverted(.nothingOverdue(read: 2, messageCount: 2)))
  }

  @Test func `is read by whoever comes first in a block, batch or forced entry`() throws {
    var batchFirst = try started()
    _ = batchFirst.mine()
    _ = batchFirst.mine()
    var forcedFirst = batchFirst
    batchFirst.post([1], inboxUpTo: 1)
    batchFirst.submit(.forceInclude, from: bob)
    #expect(
      batchFirst.mine() == [
        .posted(entryIndex: 0), .reverted(.nothingOverdue(read: 1, messageCount: 2)),
      ])
    forcedFirst.submit(.forceInclude, from: bob)
    forcedFirst.post([1], inboxUpTo: 1)
    #expect(
      forcedFirst.mine() == [.forceIncluded(entryIndex: 0), .reverted(.wrongBatchIndex(expected: 1, found: 0))])
  }

  @Test func `is forced behind a batch of the same block that left it out and reverted`() throws {
    var chain = try started()
    _ = chain.mine()
    _ = chain.mine()
    chain.post([1])
    chain.submit(.forceInclude, from: bob)
    #expect(chain.mine() == [leftOut(0, 6, 6), .forceIncluded(entryIndex: 0)])
  }

  /// Wherever the chain is cut, forced entries and messages go with their blocks, and come again in the blocks that
  /// include them again: earlier or later, and under other numbers.
  @Test(arguments: 1...8) func `is read again, or overdue again, after a reorg of any depth`(depth: Int) throws {
    var chain = try started()
    for _ in 0..<2 { _ = chain.mine() }
    chain.submit(.forceInclude, from: bob)
    _ = chain.mine()
    chain.force(from: alice)
    _ = chain.mine()
    chain.submit(.forceInclude, from: alice)
    _ = chain.mine()
    let before = chain
    let kept = Array(chain.blocks.prefix(9 - depth))
    let forgotten = chain.reorg(depth: depth)
    #expect(chain.blocks.map(\.hash) == kept.map(\.hash))
    let replayed = try L1Chain(genesis: chain.genesis, replaying: kept.dropFirst().map(\.block))
    #expect(chain.contracts.inbox == replayed.contracts.inbox)
    #expect(chain.contracts.batchInbox == replayed.contracts.batchInbox)
    // All of it again in one block: what was overdue there is not, unless its message lies further back.
    for transaction in forgotten { chain.submit(transaction.call, from: transaction.sender) }
    _ = chain.mine()
    #expect(chain.contracts.inbox.messages.map(\.payload) == before.contracts.inbox.messages.map(\.payload))
    let number = chain.head.block.number
    let overdue = chain.contracts.inbox.messages.filter { $0.l1Number + 5 <= number }.count
    #expect(chain.contracts.batchInbox.inboxUpTo == UInt64(overdue))
    // And later it is.
    while chain.head.block.number < 15 { _ = chain.mine() }
    chain.submit(.forceInclude, from: bob)
    _ = chain.mine()
    #expect(chain.contracts.batchInbox.inboxUpTo == 3)
  }
}

@Suite struct `A call of the L1` {
  @Test func `is its selector and its body, and nothing may follow`() throws {
    #expect(L1Call.forceInclude.encoded() == [5])
    #expect(try L1Call.decoded([5]) == .forceInclude)
    #expect(throws: DecodingError.trailingBytes(count: 1)) { try L1Call.decoded([5, 0]) }
    let call = L1Call.forceAction(ForceActionCall(ForcedRequest(.cancelAll(CancelAll(market: 3)))))
    #expect(call.encoded().prefix(2) == [4, InboxMessage.forcedAction])
    #expect(try L1Call.decoded(call.encoded()) == call)
    let transactions = [L1Call.forceInclude, call].map { L1Transaction(sender: alice, nonce: 1, call: $0) }
    for transaction in transactions {
      #expect(try L1Transaction.decoded(transaction.encoded()) == transaction)
    }
    #expect(Set(transactions.map(\.hash)).count == 2)
  }
}
