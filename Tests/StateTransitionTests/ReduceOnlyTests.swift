import Ledger
import StateTransition
import Testing
import Units

@Suite struct `A reduce-only order` {
  /// User 1 is long 10 lots of user 2.
  private func exchange() throws -> TestExchange {
    var exchange = try TestExchange.scene()
    try exchange.order(.buy, 10, at: 10_000, by: 1)
    try exchange.order(.sell, 10, at: 10_000, by: 2)
    try exchange.block()
    return exchange
  }

  private static func order(_ side: Side, _ lots: UInt64, at tick: UInt32 = 10_000) -> Action {
    var order = PlaceOrder(
      market: 0, side: side, timeInForce: .goodTillCancelled, quantity: Quantity(lots: lots), tick: tick)
    order.isReduceOnly = true
    return .place(order)
  }

  @Test func `is refused where there is nothing to reduce`() throws {
    var exchange = try exchange()
    let refusal = Refusal(.reduceOnlyWouldIncrease, limit: 0, found: 7)
    #expect(try exchange.refusal(of: Self.order(.buy, 7), by: 1) == refusal)
    #expect(try exchange.refusal(of: Self.order(.sell, 7), by: 2) == refusal)
    #expect(try exchange.refusal(of: Self.order(.sell, 7), by: 3) == refusal)
  }

  @Test func `trades no more than the position, and what is left of it goes with the position`() throws {
    var exchange = try exchange()
    try exchange.order(.buy, 30, at: 10_000, by: 3)
    try exchange.submit(Self.order(.sell, 25), by: 1)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderRested, .filled, .remainderCancelled])
    #expect(journal.trades == [UserTrade(taker: 1, maker: 3, at: 1_000_000, 10)])
    #expect(try exchange.lots(of: 1) == 0)
    #expect(try exchange.book(.sell) == [])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `does not rest behind its own last lot`() throws {
    var exchange = try exchange()
    try exchange.order(.buy, 10, at: 10_000, by: 3)
    try exchange.submit(Self.order(.sell, 25), by: 1)
    #expect(try exchange.block().kinds == [.orderRested, .filled, .remainderCancelled])
  }

  @Test func `rests while there is something to reduce, and counts for no margin and no limit`() throws {
    var exchange = try exchange()
    try exchange.changeRules { $0.positionMaximum = Quantity(lots: 10) }
    try exchange.submit(Self.order(.sell, 1_000, at: 10_100), by: 1)
    try exchange.submit(Self.order(.sell, 1_000, at: 10_200), by: 1)
    #expect(try exchange.block().kinds == [.orderRested, .orderRested])
    let position = try #require(try exchange.position(of: exchange.account(1)))
    #expect(position.openSells == .zero && position.openBuys == .zero)
    #expect(try exchange.account(at: 1).openOrderCount == 2)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `at rest is sized to the position when somebody meets it, and keeps the rest of its quantity`() throws {
    var exchange = try exchange()
    try exchange.submit(Self.order(.sell, 25, at: 10_000), by: 1)
    try exchange.order(.buy, 4, at: 10_000, by: 3)
    #expect(try exchange.block().trades == [UserTrade(taker: 3, maker: 1, at: 1_000_000, 4)])
    #expect(try exchange.book(.sell) == [RestingLots(user: 1, tick: 10_000, lots: 21)])

    // Six lots are left to reduce: the seventh is somebody else's, behind it in the queue.
    try exchange.order(.sell, 50, at: 10_000, by: 2)
    try exchange.order(.buy, 9, at: 10_000, by: 3)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderRested, .filled, .orderCancelled, .filled])
    #expect(journal.trades.map(\.lots) == [6, 3] && journal.trades.map(\.maker) == [1, 2])
    #expect(journal.events(.orderCancelled).map(\.quantity.lots) == [15])
    #expect(try exchange.lots(of: 1) == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `at rest goes when it is met after the position has turned`() throws {
    var exchange = try exchange()
    try exchange.submit(Self.order(.sell, 10, at: 10_100), by: 1)
    try exchange.order(.buy, 20, at: 9_900, by: 3)
    try exchange.order(.sell, 20, at: 9_900, by: 1)
    try exchange.block()
    #expect(try exchange.lots(of: 1) == -10)
    try exchange.order(.buy, 5, at: 10_100, .immediateOrCancel, by: 3)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderCancelled, .remainderCancelled])
    #expect(try exchange.account(at: 1).openOrderCount == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `may reduce at a price too old for anything else`() throws {
    var exchange = try exchange()
    try exchange.order(.buy, 20, at: 10_000, by: 3)
    try exchange.order(.sell, 10, at: 11_000, by: 1)
    try exchange.block()
    try exchange.wait(blocks: 6)
    // With the ten lots on order, ten more do not fit into the position: unless they only reduce.
    try exchange.order(.sell, 10, at: 10_000, by: 1)
    #expect(try exchange.block().itemReceipts.last?.refusal?.reason == .priceStale)
    try exchange.submit(Self.order(.sell, 10), by: 1)
    #expect(try exchange.block().trades == [UserTrade(taker: 1, maker: 3, at: 1_000_000, 10)])
  }
}
