import Ledger
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `The terms of a stop` {
  /// User 0 is long 900 lots at 100 USDC a unit, and user 2 bids for as many.
  private func long() throws -> TestExchange {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 900, at: 9_650, by: 2)
    try exchange.block()
    return exchange
  }

  private func reduceOnly(_ lots: UInt64, _ timeInForce: TimeInForce = .immediateOrCancel) -> PlaceOrder {
    var stop = TestExchange.stop(.sell, lots, triggeredAt: 9_700, at: 9_000, .stop, timeInForce)
    stop.isReduceOnly = true
    return stop
  }

  @Test func `to reduce only close what is left of the position when it is released`() throws {
    var exchange = try long()
    try exchange.place(reduceOnly(5_000), by: 0)
    try exchange.order(.sell, 300, at: 9_650, by: 0)
    try exchange.block()
    #expect(try exchange.lots(of: 0) == 600)
    try exchange.order(.buy, 900, at: 9_650, by: 3)
    try exchange.block()
    let journal = try exchange.block(at: 970_000)
    #expect(journal.trades.map(\.lots) == [600] && journal.trades.map(\.taker) == [0])
    #expect(journal.deeds == [.stopReleased, .filled, .remainderCancelled])
    #expect(try exchange.lots(of: 0) == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `to reduce only need no position before it is released, and are refused without one then`() throws {
    var exchange = try TestExchange.scene()
    try exchange.place(reduceOnly(10), by: 1)
    #expect(try exchange.block().itemReceipts.last?.isAccepted == true)
    let journal = try exchange.block(at: 970_000)
    #expect(journal.deeds == [.stopReleased])
    #expect(journal.receipts(of: .stop).map(\.refusal) == [Refusal(.reduceOnlyWouldIncrease, limit: 0, found: 10)])
    #expect(try exchange.account(at: 1).openOrderCount == 0)
  }

  @Test func `to reduce only hold for what rests of it`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.place(reduceOnly(900, .goodTillCancelled), by: 0)
    try exchange.block()
    #expect(try exchange.block(at: 970_000).deeds == [.stopReleased, .orderRested])
    try exchange.order(.buy, 900, at: 9_000, by: 2)
    try exchange.order(.sell, 500, at: 9_000, by: 0)
    try exchange.block()
    #expect(try exchange.lots(of: 0) == 0)
    try exchange.order(.buy, 900, at: 9_000, by: 3)
    #expect(try exchange.block().trades.isEmpty)
    #expect(try exchange.lots(of: 0) == 0)
  }

  @Test func `to rest only are refused if it would trade at once when it is released`() throws {
    var exchange = try long()
    var stop = TestExchange.stop(.sell, 900, triggeredAt: 9_700, at: 9_650, .stop, .postOnly)
    try exchange.place(stop, by: 0)
    stop.tick = 9_651
    try exchange.place(stop, by: 0)
    try exchange.block()
    let journal = try exchange.block(at: 970_000)
    #expect(journal.deeds == [.stopReleased, .stopReleased, .orderRested])
    #expect(
      journal.receipts(of: .stop).map(\.refusal) == [Refusal(.postOnlyWouldTrade, limit: 9_650, found: 9_650), nil])
    #expect(try exchange.book(.sell) == [RestingLots(user: 0, tick: 9_651, lots: 900)])
  }

  @Test func `say what becomes of it when it meets its own account's order`() throws {
    var exchange = try long()
    var stop = TestExchange.stop(.sell, 900, triggeredAt: 9_700, at: 9_000)
    stop.selfTrade = .expireTaker
    try exchange.place(stop, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 970_000)
    #expect(journal.deeds == [.stopReleased, .remainderCancelled])
    #expect(try exchange.book(.buy) == [RestingLots(user: 2, tick: 9_650, lots: 900)])
  }
}
