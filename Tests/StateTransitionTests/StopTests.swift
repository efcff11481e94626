import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `A stop` {
  /// User 0 is long 900 lots at 100 USDC a unit, and user 2 bids.
  private func long(bids: [(lots: UInt64, tick: UInt32)] = [(900, 9_650)]) throws -> TestExchange {
    var exchange = try TestExchange.leveraged()
    for bid in bids { try exchange.order(.buy, bid.lots, at: bid.tick, by: 2) }
    try exchange.block()
    return exchange
  }

  @Test func `waits for the mark, and trades then like an order that comes then`() throws {
    var exchange = try long()
    try exchange.place(TestExchange.stop(.sell, 900, triggeredAt: 9_700, at: 9_000), by: 0)
    let placing = try exchange.block()
    #expect(placing.deeds == [.stopPlaced] && placing.itemReceipts.allSatisfy { $0.isAccepted })
    #expect(try exchange.block(at: 970_001).deeds.isEmpty)
    let journal = try exchange.block(at: 970_000)
    #expect(journal.deeds == [.stopReleased, .filled])
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 965_000, 900)])
    let receipts = journal.receipts(of: .stop)
    #expect(receipts.map(\.index) == [0] && receipts.allSatisfy { $0.isAccepted })
    #expect(try exchange.lots(of: 0) == 0)
    #expect(try exchange.account(at: 0).openOrderCount == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `says its limit and its trigger when it is placed, and the mark when it is released`() throws {
    var exchange = try long()
    var stop = TestExchange.stop(.sell, 900, triggeredAt: 9_700, at: 9_000)
    stop.clientID = 77
    try exchange.place(stop, by: 0)
    let placed = try #require(try exchange.block().events(.stopPlaced).first)
    #expect(placed.account == exchange.account(0) && placed.side == .sell && placed.clientID == 77)
    #expect(placed.atomsPerLot == 900_000 && placed.amount == Notional(atoms: 970_000))
    let released = try #require(try exchange.block(at: 960_050).events(.stopReleased).first)
    #expect(released.order == placed.order && released.quantity == Quantity(lots: 900) && released.clientID == 77)
    #expect(released.atomsPerLot == 960_050)
  }

  @Test(
    arguments: [
      (side: Side.sell, kind: TriggerKind.stop, trigger: 9_800, short: 980_001, met: 980_000),
      (side: .buy, kind: .stop, trigger: 10_200, short: 1_019_999, met: 1_020_000),
      (side: .sell, kind: .takeProfit, trigger: 10_200, short: 1_019_999, met: 1_020_000),
      (side: .buy, kind: .takeProfit, trigger: 9_800, short: 980_001, met: 980_000),
    ] as [(side: Side, kind: TriggerKind, trigger: UInt32, short: UInt64, met: UInt64)])
  func `is released by a mark at its trigger, whichever way it waits for it, and not by one just short of it`(
    row: (side: Side, kind: TriggerKind, trigger: UInt32, short: UInt64, met: UInt64)
  ) throws {
    var exchange = try TestExchange.scene()
    try exchange.place(TestExchange.stop(row.side, 10, triggeredAt: row.trigger, at: 10_000, row.kind), by: 1)
    try exchange.block()
    #expect(try exchange.block(at: row.short).events(.stopReleased).isEmpty)
    #expect(try exchange.block(at: row.met).events(.stopReleased).count == 1)
  }

  @Test func `counts as an open order, and needs no margin until it is released`() throws {
    var exchange = try TestExchange.scene()
    let risk = try exchange.execution.state.risk(of: exchange.account(0))
    // Fifty times what 100 USDC allow.
    try exchange.place(TestExchange.stop(.buy, 50_000, triggeredAt: 10_100, at: 11_000), by: 0)
    #expect(try exchange.block().itemReceipts.last?.isAccepted == true)
    #expect(try exchange.execution.state.risk(of: exchange.account(0)) == risk)
    let position = try #require(try exchange.position(of: exchange.account(0)))
    #expect(position.openBuys == .zero && position.openSells == .zero)
    #expect(try exchange.account(at: 0).openOrderCount == 1)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `that is more than margin allows then is refused as an order would be, and gone`() throws {
    var exchange = try TestExchange.scene()
    let stop = try exchange.placed(TestExchange.stop(.buy, 1_000, triggeredAt: 10_100, at: 11_000), by: 0)
    let journal = try exchange.block(at: 1_010_000)
    #expect(journal.deeds == [.stopReleased])
    // 1,010 USDC at 10 %.
    let refusal = Refusal(.insufficientMargin, limit: 101_000_000, found: 100_000_000)
    #expect(journal.receipts(of: .stop).map(\.refusal) == [refusal])
    #expect(try !exchange.isThere(stop))
    #expect(try exchange.account(at: 0).openOrderCount == 0)
    #expect(try exchange.position(of: exchange.account(0)) == nil)

    try exchange.order(.buy, 1_000, at: 11_000, by: 0)
    #expect(try exchange.block().itemReceipts.last?.refusal == refusal)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `of an account with as many orders as there may be is released into the place that it leaves`() throws {
    var exchange = try TestExchange.scene()
    try exchange.place(TestExchange.stop(.buy, 1, triggeredAt: 10_100, at: 10_000, .stop, .goodTillCancelled), by: 1)
    try exchange.block()
    let place = exchange.account(1).index
    var account = try exchange.execution.state.accounts.read(place)
    account.openOrderCount = Account.openOrderLimit
    try exchange.execution.state.accounts.write(account, at: place)
    #expect(try exchange.block(at: 1_010_000).deeds == [.stopReleased, .orderRested])
    #expect(try exchange.account(at: 1).openOrderCount == Account.openOrderLimit)
  }

  @Test(
    arguments: [
      // 970,000 less one in a hundred is 960,300; the limit is a cent.
      (side: Side.sell, trigger: 9_700, limit: 1, mark: 970_000, worst: 9_603),
      (side: .sell, trigger: 9_700, limit: 9_650, mark: 970_000, worst: 9_650),
      // Rounded towards the mark: 960,250.5 and 1,040,350.5.
      (side: .sell, trigger: 9_700, limit: 1, mark: 969_950, worst: 9_603),
      (side: .buy, trigger: 10_300, limit: 16_777_215, mark: 1_030_050, worst: 10_403),
      (side: .buy, trigger: 10_300, limit: 10_350, mark: 1_030_050, worst: 10_350),
    ] as [(side: Side, trigger: UInt32, limit: UInt32, mark: UInt64, worst: UInt32)])
  func `trades no farther from the mark than its band, and no worse than its limit`(
    row: (side: Side, trigger: UInt32, limit: UInt32, mark: UInt64, worst: UInt32)
  ) throws {
    var exchange = try TestExchange.scene()
    var stop = TestExchange.stop(row.side, 10, triggeredAt: row.trigger, at: row.limit, .stop, .goodTillCancelled)
    stop.band = Rate(partsPerMillion: 10_000)
    try exchange.place(stop, by: 1)
    try exchange.block()
    #expect(try exchange.block(at: row.mark).deeds == [.stopReleased, .orderRested])
    #expect(try exchange.book(row.side) == [RestingLots(user: 1, tick: row.worst, lots: 10)])
  }

  @Test func `fills within its band, and what finds nobody there goes`() throws {
    var exchange = try long(bids: [(60, 9_650), (100, 9_600)])
    var stop = TestExchange.stop(.sell, 100, triggeredAt: 9_700, at: 1)
    stop.band = Rate(partsPerMillion: 10_000)
    try exchange.place(stop, by: 0)
    try exchange.block()
    let journal = try exchange.block(at: 970_000)
    #expect(journal.deeds == [.stopReleased, .filled, .remainderCancelled])
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 965_000, 60)])
    #expect(try exchange.book(.buy) == [RestingLots(user: 2, tick: 9_600, lots: 100)])
  }

  @Test(
    arguments: [
      (side: Side.buy, band: UInt32.max, limit: 10_050, worst: 10_050),
      (side: .sell, band: UInt32.max, limit: 9_950, worst: 9_950),
      (side: .sell, band: 1_000_000, limit: 9_950, worst: 9_950),
      // A band in which no tick lies: 998,951 and 1,001,049 lie between two.
      (side: .buy, band: 1, limit: 10_050, worst: 9_989), (side: .sell, band: 1, limit: 9_950, worst: 10_011),
    ] as [(side: Side, band: UInt32, limit: UInt32, worst: UInt32)])
  func `of any band is an order at some tick, on its own side of the mark`(
    row: (side: Side, band: UInt32, limit: UInt32, worst: UInt32)
  ) throws {
    var exchange = try TestExchange.scene()
    let trigger: UInt32 = row.side == .buy ? 9_990 : 10_010
    var stop = TestExchange.stop(row.side, 10, triggeredAt: trigger, at: row.limit, .takeProfit, .goodTillCancelled)
    stop.band = Rate(partsPerMillion: row.band)
    try exchange.place(stop, by: 1)
    try exchange.block()
    #expect(try exchange.block(at: row.side == .buy ? 998_950 : 1_001_050).deeds == [.stopReleased, .orderRested])
    #expect(try exchange.book(row.side) == [RestingLots(user: 1, tick: row.worst, lots: 10)])
  }

  @Test func `is not released by a mark that grew old`() throws {
    var exchange = try long()
    let stop = try exchange.placed(TestExchange.stop(.sell, 900, triggeredAt: 9_700, at: 9_000), by: 0)
    try exchange.wait(blocks: 6)
    var market = try exchange.execution.state.markets.read(0)
    market.markAtomsPerLot = 960_000
    try exchange.execution.state.markets.write(market, at: 0)
    #expect(try exchange.block().receipts(of: .stop).isEmpty)
    #expect(try exchange.isThere(stop))
    #expect(try exchange.block(at: 960_000).receipts(of: .stop).count == 1)
  }

  @Test func `may be placed at an old mark, though an order may not`() throws {
    var exchange = try long()
    try exchange.wait(blocks: 6)
    try exchange.place(TestExchange.stop(.buy, 10, triggeredAt: 10_100, at: 11_000), by: 3)
    try exchange.order(.buy, 10, at: 9_000, by: 3)
    #expect(try exchange.block().itemReceipts.map(\.refusal?.reason) == [nil, .priceStale])
  }

  @Test func `of the lower trigger is released first by a rise, market after market`() throws {
    var exchange = try TestExchange.scene()
    var second = TestExchange.stop(.buy, 10, triggeredAt: 10_100, at: 10_000)
    try exchange.place(TestExchange.stop(.buy, 10, triggeredAt: 10_200, at: 10_000), by: 1)
    try exchange.place(second, by: 2)
    second.market = 1
    try exchange.place(second, by: 3)
    try exchange.block()
    try exchange.price(1_030_000, of: 0)
    try exchange.price(1_030_000, of: 1)
    let journal = try exchange.block()
    #expect(journal.events(.stopReleased).map(\.account) == [2, 1, 3].map { exchange.account($0) })
    #expect(journal.receipts(of: .stop).map(\.index) == [0, 0, 1])
  }

  @Test func `whose remainder rests has another number then, and the end that it was given`() throws {
    var exchange = try TestExchange.scene()
    var stop = TestExchange.stop(.buy, 10, triggeredAt: 10_100, at: 10_000, .stop, .goodTillCancelled)
    stop.expiryMs = exchange.nowMs + 10_500
    let old = try exchange.placed(stop, by: 1)
    let rested = try #require(try exchange.block(at: 1_010_000).events(.orderRested).first).order
    #expect(rested != old)
    #expect(try !exchange.isThere(old) && exchange.isThere(rested))
    #expect(try exchange.execution.state.books[known: 0].orders.read(rested.slot).expiryMs == stop.expiryMs)
    #expect(try exchange.block(atMs: stop.expiryMs + 1).events(.orderExpired).map(\.order) == [rested])
  }

  @Test func `is cancelled like an order`() throws {
    var exchange = try long()
    let stop = try exchange.placed(TestExchange.stop(.sell, 900, triggeredAt: 9_700, at: 9_000), by: 0)
    try exchange.submit(.cancel(CancelOrder(market: 0, order: stop)), by: 1)
    try exchange.submit(.cancel(CancelOrder(market: 0, order: stop)), by: 0)
    let journal = try exchange.block()
    #expect(journal.itemReceipts.map(\.refusal?.reason) == [.notOrderOwner, nil])
    #expect(journal.events(.orderCancelled).map(\.order) == [stop])
    #expect(try !exchange.isThere(stop))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `goes when its account is liquidated, and is not released behind that`() throws {
    var exchange = try long()
    try exchange.place(TestExchange.stop(.sell, 900, triggeredAt: 9_350, at: 9_000), by: 0)
    try exchange.block()
    let journal = try exchange.block(at: 930_000)
    #expect(journal.deeds == [.liquidationBegan, .orderCancelled, .filled, .liquidationEnded])
    #expect(journal.receipts(of: .stop).isEmpty)
    #expect(try exchange.execution.state.violation() == nil)
  }
}
