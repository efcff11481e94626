import Ledger
import StateTransition
import Testing
import Units

@Suite struct `A post-only order` {
  @Test(arguments: [(Side.buy, 10_001, 10_001), (.buy, 10_005, 10_001), (.sell, 9_999, 9_999), (.sell, 1, 9_999)])
  func `is refused if it would trade at once`(side: Side, tick: UInt32, best: UInt32) throws {
    var exchange = try TestExchange.scene()
    for (side, tick) in [(Side.sell, 10_001), (.sell, 10_002), (.buy, 9_999), (.buy, 9_998)] as [(Side, UInt32)] {
      try exchange.order(side, 10, at: tick, by: 1)
    }
    try exchange.block()
    var order = PlaceOrder(market: 0, side: side, timeInForce: .postOnly, quantity: Quantity(lots: 5), tick: tick)
    order.selfTrade = .expireTaker
    #expect(
      try exchange.refusal(of: .place(order), by: 2) == Refusal(.postOnlyWouldTrade, limit: best, found: tick))
    // Its own resting order is in its way like any other.
    #expect(try exchange.refusal(of: .place(order), by: 1)?.reason == .postOnlyWouldTrade)
  }

  @Test func `rests as a whole otherwise, next to the best opposite price too`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_001, by: 1)
    try exchange.order(.buy, 5, at: 10_000, in: 0, .postOnly, by: 2)
    #expect(try exchange.block().kinds == [.orderRested, .orderRested])
    #expect(try exchange.book(.buy) == [RestingLots(user: 2, tick: 10_000, lots: 5)])
    try exchange.order(.sell, 5, at: 10_000, by: 3)
    #expect(try exchange.block().trades == [UserTrade(taker: 3, maker: 2, at: 1_000_000, 5)])
  }
}
