import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `What an owner forces through the L1` {
  /// User 1 is long 900 lots in market 0, bought of user 2; everybody has ten thousand USDC or what is left of it.
  private func exchange() throws -> TestExchange {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 900, at: 10_000, by: 2)
    try exchange.order(.buy, 900, at: 10_000, by: 1)
    try exchange.block()
    return exchange
  }

  @Test func `withdraws as a signed withdrawal would, and uses no nonce`() throws {
    var (forced, signed) = (try exchange(), try exchange())
    try forced.force(TestExchange.forcedWithdrawal(1_000_000), by: 1)
    try signed.submit(TestExchange.withdrawal(1_000_000), by: 1)
    let (ours, theirs) = (try forced.block(), try signed.block())
    #expect(ours.events == theirs.events && ours.kinds == [.withdrawn])
    #expect(ours.receipts.map(\.source) == [.message] && ours.receipts[0].isAccepted)
    let entry = try forced.execution.state.withdrawals.read(0)
    #expect(entry.recipient == TestExchange.key(1).address && entry.amount == 1_000_000)
    let owner = forced.owner(1).index
    let nonces = (
      try forced.execution.state.owners.read(owner).nonces.highest,
      try signed.execution.state.owners.read(owner).nonces.highest
    )
    #expect(nonces.0 + 1 == nonces.1)
    #expect(try forced.execution.state.violation() == nil)
  }

  @Test func `cancels all orders, one a step, under one receipt`() throws {
    var exchange = try exchange()
    for tick in 9_000...9_002 as ClosedRange<UInt32> { try exchange.order(.buy, 10, at: tick, by: 3) }
    try exchange.order(.sell, 10, at: 11_000, in: 1, by: 3)
    try exchange.block()
    try exchange.force(.cancelAll(CancelAll(market: 0)), by: 3)
    try exchange.force(.cancelAll(CancelAll(market: CancelAll.allMarkets)), by: 3)
    let (journal, frames) = try exchange.steppedBlock()
    #expect(journal.messageReceipts.map(\.index) == [0, 1] && journal.messageReceipts.allSatisfy { $0.isAccepted })
    #expect(journal.events.map(\.count) == [3, 1])
    #expect(frames.filter { $0 == .cancelOrders }.count >= 4)
    #expect(try exchange.account(at: 3).openOrderCount == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `closes a long or a short as far as the book goes, and lets nothing rest`() throws {
    var exchange = try exchange()
    try exchange.order(.buy, 500, at: 9_900, by: 3)
    try exchange.order(.buy, 300, at: 9_000, by: 3)
    try exchange.order(.sell, 1_000, at: 10_500, by: 3)
    try exchange.block()
    try exchange.force(.close(ClosePosition(market: 0)), by: 1)
    try exchange.force(.close(ClosePosition(market: 0)), by: 2)
    let journal = try exchange.block()
    #expect(
      journal.trades == [
        UserTrade(taker: 1, maker: 3, at: 990_000, 500), UserTrade(taker: 1, maker: 3, at: 900_000, 300),
        UserTrade(taker: 2, maker: 3, at: 1_050_000, 900),
      ])
    #expect(try exchange.lots(of: 1) == 100 && exchange.lots(of: 2) == 0)
    #expect(journal.events(.remainderCancelled).map(\.quantity) == [Quantity(lots: 100)])
    #expect(try exchange.account(at: 1).openOrderCount == 0 && exchange.book(.sell).map(\.lots) == [100])
    #expect(journal.messageReceipts.map(\.isAccepted) == [true, true])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `closes no more than was asked for, at no worse than the limit, and never turns a position`() throws {
    for (quantity, tick, lots) in [(0, 9_900, 400), (100, 0, 800), (100, 9_901, 900), (5_000, 0, 0)]
      as [(UInt64, UInt32, Int64)]
    {
      var exchange = try exchange()
      try exchange.order(.buy, 500, at: 9_900, by: 3)
      try exchange.order(.buy, 5_000, at: 9_000, by: 3)
      try exchange.block()
      try exchange.force(
        .close(ClosePosition(market: 0, quantity: Quantity(lots: quantity), tick: tick)), by: 1)
      #expect(try exchange.block().messageReceipts.map(\.isAccepted) == [true])
      #expect(try exchange.lots(of: 1) == lots, "\(quantity) lots at \(tick)")
      #expect(try exchange.account(at: 1).openOrderCount == 0)
    }
  }

  /// What is less than the smallest order, or more than the largest, can be closed too.
  @Test func `closes the whole of a position that no single order would fit`() throws {
    for (minimum, maximum, lots) in [(1_000, 2_000, 0), (1, 600, 300)] as [(UInt64, UInt64, Int64)] {
      var exchange = try exchange()
      try exchange.order(.buy, 2_000, at: 9_900, by: 3)
      try exchange.block()
      try exchange.changeRules { rules in
        rules.orderMinimum = Quantity(lots: minimum)
        rules.orderMaximum = Quantity(lots: maximum)
      }
      try exchange.force(.close(ClosePosition(market: 0)), by: 1)
      #expect(try exchange.block().messageReceipts.map(\.isAccepted) == [true])
      #expect(try exchange.lots(of: 1) == lots)
    }
  }

  @Test func `takes one key back, or every key`() throws {
    var exchange = try exchange()
    for slot in [1, 5, 8] as [UInt8] { try exchange.addKey { $0.slot = slot } }
    try exchange.block()
    try exchange.force(.revokeKey(RevokeKey(slot: 5)), by: 0)
    #expect(try exchange.block().events(.keyRevoked).map(\.code) == [5])
    try exchange.force(.revokeKey(RevokeKey(slot: ForcedAction.allKeySlots)), by: 0)
    try exchange.force(.revokeKey(RevokeKey(slot: ForcedAction.allKeySlots)), by: 0)
    let journal = try exchange.block()
    #expect(journal.events.map { $0.map(\.code) } == [[1, 8], []])
    #expect(journal.messageReceipts.allSatisfy { $0.isAccepted })
    try exchange.submit(.place(TestExchange.place(.buy, 1)), keyNonce: 1)
    #expect(try exchange.block().itemReceipts.map(\.refusal?.reason) == [.unknownKey])
    for slot in [1, 5, 8] as [UInt8] {
      try exchange.force(.revokeKey(RevokeKey(slot: slot)), by: 0)
      #expect(try exchange.block().messageReceipts.map(\.refusal?.reason) == [.unknownKeySlot])
    }
  }

  @Test func `acts for the sub-account it names`() throws {
    var exchange = try exchange()
    try exchange.submit(exchange.transfer(5_000_000, to: 1, sub: 1), by: 1)
    try exchange.block()
    let cash = try exchange.cash(of: 1)
    try exchange.force(TestExchange.forcedWithdrawal(5_000_000), by: 1, sub: 1)
    #expect(try exchange.block().messageReceipts.map(\.isAccepted) == [true])
    #expect(try exchange.cash(of: 1, sub: 1) == 0 && exchange.cash(of: 1) == cash)
  }

  @Test func `comes behind liquidations and before every item, and what is due at once does not wait`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 2_000, at: 9_000, by: 2)
    try exchange.block()
    try exchange.order(.buy, 1, at: 9_000, by: 3)
    try exchange.force(TestExchange.forcedWithdrawal(1), by: 0)
    try exchange.deposit(7, by: 4)
    let journal = try exchange.block(at: 920_000)
    #expect(
      journal.receipts.map(\.source) == [.message] + Array(repeating: .report, count: 6)
        + [.liquidation, .message, .item])
    #expect(journal.messageReceipts.map(\.index) == [1, 0])
  }

  @Test func `costs no step where there is nothing, and none behind the last`() throws {
    func steps(_ submit: (inout TestExchange) throws -> Void) throws -> UInt64 {
      var exchange = try exchange()
      try submit(&exchange)
      return try exchange.block().header?.stepCount ?? 0
    }
    let none = try steps { for _ in 0..<3 { try $0.deposit(1, by: 0) } }
    let first = try steps { exchange in
      try exchange.force(.revokeKey(RevokeKey(slot: 0)), by: 0)
      for _ in 0..<2 { try exchange.deposit(1, by: 0) }
    }
    let last = try steps { exchange in
      for _ in 0..<2 { try exchange.deposit(1, by: 0) }
      try exchange.force(.revokeKey(RevokeKey(slot: 0)), by: 0)
    }
    #expect(first == none + 1 && last == none + 3)
  }
}

@Suite struct `A price that somebody forces through the L1` {
  @Test func `is as old as it was there, however long the sequencer left it`() throws {
    var exchange = try TestExchange.scene()
    let l1TimeMs = exchange.execution.state.clock.timestampMs
    try exchange.wait(blocks: 20)
    for publisher in 0..<3 as Range<UInt8> {
      let report = exchange.signedPrice(1_100_000, by: publisher, at: l1TimeMs)
      try exchange.submit(report: report.encoded())
      try exchange.force(report, at: l1TimeMs)
    }
    let journal = try exchange.block()
    #expect(journal.messageReceipts.map(\.isAccepted) == [true, true, true])
    #expect(journal.receipts.filter { $0.source == .report }.allSatisfy { !$0.isAccepted })
    for publisher in 0..<3 as Range<UInt8> {
      let last = try exchange.execution.state.prices.read(PublishedPrice.index(feed: 0, publisher: publisher))
      #expect(last.atomsPerLot == 1_100_000 && last.publishTimeMs == l1TimeMs)
    }
    // Too old for a mark of this block: what nobody vouches for any more moves nobody's margin.
    #expect(try exchange.market(0).mark == Price(atomsPerLot: 1_000_000))
  }

  @Test func `counts in the same block, before the mark`() throws {
    var exchange = try TestExchange.scene()
    let now = exchange.execution.state.clock.timestampMs
    for publisher in 0..<3 as Range<UInt8> {
      try exchange.force(exchange.signedPrice(1_100_000, by: publisher, at: now + 1), at: now + 1)
    }
    try exchange.block()
    #expect(try exchange.market(0).mark == Price(atomsPerLot: 1_100_000))
  }

  @Test func `is evidence against a publisher that contradicts itself`() throws {
    var exchange = try TestExchange.scene()
    let now = exchange.execution.state.clock.timestampMs
    try exchange.submit(report: exchange.signedPrice(1_100_000, at: now).encoded())
    try exchange.block()
    try exchange.force(exchange.signedPrice(1_100_001, at: now), at: now)
    let journal = try exchange.block()
    #expect(journal.messageReceipts.map(\.refusal?.reason) == [.reportEquivocates])
    #expect(exchange.execution.state.equivocations.count == 1)
  }
}

@Suite struct `Any message that the L1 may hold` {
  private let actions: [ForcedAction] = [
    TestExchange.forcedWithdrawal(5), .cancelAll(CancelAll(market: 1)), .revokeKey(RevokeKey(slot: 0)),
    .close(ClosePosition(market: 0, quantity: Quantity(lots: 3), tick: 9_000)),
  ]

  /// One receipt for each message of the block, and the chain goes on.
  private func expectOneReceiptEach(_ exchange: inout TestExchange, _ comment: String) throws {
    let journal = try exchange.block()
    let count = exchange.lastInputs.messages.count
    #expect(journal.messageReceipts.map(\.index).sorted() == (0..<UInt32(count)).map { $0 }, "\(comment)")
    #expect(journal.imbalance == .zero && exchange.execution.isIdle)
  }

  @Test func `cut short at any byte, or with any byte changed, leaves one receipt`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 2_000, at: 9_500, by: 2)
    try exchange.block()
    let report = exchange.signedPrice(1_000_000, at: exchange.execution.state.clock.timestampMs).encoded()
    let payloads = actions.map { exchange.forced($0, by: 0).encoded() } + [report]
    for payload in payloads {
      for kind in [InboxMessage.forcedAction, InboxMessage.priceReport] {
        for position in payload.indices {
          try exchange.message(kind: kind, payload: Array(payload.prefix(position)), l1TimeMs: 1_004_000)
          for change in [1, 0x80, 0xff] as [UInt8] {
            var changed = payload
            changed[position] ^= change
            try exchange.message(kind: kind, payload: changed, l1TimeMs: .max)
          }
        }
        try expectOneReceiptEach(&exchange, "kind \(kind)")
      }
    }
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test(arguments: Seeds.all)
  func `leaves one receipt in any company, and costs nobody anything`(seed: UInt64) throws {
    var exchange = try TestExchange.funded(users: 4, seed: seed)
    var traders = RandomTraders()
    for _ in 0..<12 {
      try traders.submit(to: &exchange)
      for _ in 0..<Int.random(in: 0..<12, using: &exchange.random) { try submitAny(to: &exchange) }
      try expectOneReceiptEach(&exchange, "seed \(seed)")
      #expect(try exchange.execution.state.violation() == nil, "seed \(seed)")
    }
  }

  private func submitAny(to exchange: inout TestExchange) throws {
    let user = Int.random(in: 0..<5, using: &exchange.random)
    let sub: UInt8 = exchange.random.oneIn(6) ? 1 : 0
    switch Int.random(in: 0..<6, using: &exchange.random) {
    case 0: try exchange.deposit(.random(in: 1..<100, using: &exchange.random), by: min(user, 3))
    case 1:
      try exchange.message(
        kind: .random(in: 0...4, using: &exchange.random),
        payload: exchange.random.bytes(.random(in: 0...60, using: &exchange.random)), l1TimeMs: exchange.random.next())
    default:
      let action = actions.randomElement(using: &exchange.random) ?? actions[0]
      try exchange.force(action, by: user, sub: sub)
    }
  }
}
