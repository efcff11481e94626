import Ledger
import Matching
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `The end of an order` {
  private static func bid(_ lots: UInt64 = 10, until expiryMs: UInt64) -> PlaceOrder {
    var order = PlaceOrder(
      market: 0, side: .buy, timeInForce: .goodTillCancelled, quantity: Quantity(lots: lots), tick: 9_000)
    order.expiryMs = expiryMs
    return order
  }

  /// The order, and a stop that ends with it.
  private func waiting() throws -> (exchange: TestExchange, orders: [OrderID], endMs: UInt64) {
    var exchange = try TestExchange.scene()
    let endMs = exchange.nowMs + 7_300
    var stop = TestExchange.stop(.sell, 10, triggeredAt: 9_500, at: 9_000)
    stop.expiryMs = endMs
    let orders = [try exchange.placed(Self.bid(until: endMs), by: 1), try exchange.placed(stop, by: 1)]
    return (exchange, orders, endMs)
  }

  @Test(arguments: [(lateMs: -1, ends: false), (lateMs: 0, ends: false), (lateMs: 1, ends: true)])
  func `is behind its last millisecond`(row: (lateMs: Int64, ends: Bool)) throws {
    var (exchange, orders, endMs) = try waiting()
    let journal = try exchange.block(atMs: UInt64(Int64(endMs) + row.lateMs))
    #expect(journal.events(.orderExpired).map(\.order) == (row.ends ? orders : []))
    #expect(try orders.map { try exchange.isThere($0) } == [!row.ends, !row.ends])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `leaves a receipt with the market, and nothing of the order`() throws {
    var (exchange, orders, endMs) = try waiting()
    let journal = try exchange.block(atMs: endMs + 1)
    let receipts = journal.receipts(of: .timer)
    #expect(receipts.count == 2 && receipts.allSatisfy { $0.isAccepted && $0.index == 0 })
    let event = try #require(journal.events(.orderExpired).first)
    #expect(event.account == exchange.account(1) && event.order == orders[0] && event.side == .buy)
    #expect(event.quantity == Quantity(lots: 10) && event.atomsPerLot == 900_000)
    #expect(try exchange.account(at: 1).openOrderCount == 0)
    #expect(try exchange.position(of: exchange.account(1)) == nil)
    #expect(try exchange.block(atMs: endMs + 60_000).receipts(of: .timer).isEmpty)
  }

  @Test func `may come in the block in which it is placed, for the last time`() throws {
    var exchange = try TestExchange.scene()
    let order = try exchange.placed(Self.bid(until: exchange.nextMs), by: 1)
    #expect(try exchange.isThere(order))
    #expect(try exchange.block().events(.orderExpired).map(\.order) == [order])
  }

  @Test func `comes before anybody trades in that block, and keeps what was filled`() throws {
    var exchange = try TestExchange.scene()
    let order = try exchange.placed(Self.bid(until: exchange.nextMs), by: 1)
    try exchange.order(.sell, 4, at: 9_000, .immediateOrCancel, by: 2)
    let journal = try exchange.block()
    #expect(journal.deeds == [.orderExpired, .remainderCancelled])
    #expect(try !exchange.isThere(order))

    try exchange.place(Self.bid(until: exchange.nextMs), by: 1)
    try exchange.order(.sell, 4, at: 9_000, .immediateOrCancel, by: 2)
    #expect(try exchange.block().trades == [UserTrade(taker: 2, maker: 1, at: 900_000, 4)])
    #expect(try exchange.block().events(.orderExpired).map(\.quantity) == [Quantity(lots: 6)])
    #expect(try exchange.lots(of: 1) == 4)
  }

  @Test func `of an order that is filled or cancelled before does not come`() throws {
    var (exchange, orders, endMs) = try waiting()
    try exchange.order(.sell, 10, at: 9_000, by: 2)
    try exchange.submit(.cancel(CancelOrder(market: 0, order: orders[1])), by: 1)
    #expect(try exchange.block().deeds == [.filled, .orderCancelled])
    #expect(try exchange.block(atMs: endMs + 1).receipts(of: .timer).isEmpty)
    #expect(try exchange.execution.state.violation() == nil)
  }

  /// Keys of times have 24 bits: 194 days in seconds.
  @Test(arguments: [90, 195, 4_000] as [UInt64])
  func `may lie days away that a key of seconds could not hold`(days: UInt64) throws {
    var exchange = try TestExchange.scene()
    let endMs = exchange.nowMs + days * 86_400_000
    let order = try exchange.placed(Self.bid(until: endMs), by: 1)
    for earlierMs in [86_400_000, 60_000, 1_000, 0] as [UInt64] {
      #expect(try exchange.block(atMs: endMs - earlierMs).receipts(of: .timer).isEmpty)
      #expect(try exchange.execution.state.violation() == nil)
    }
    #expect(try exchange.block(atMs: endMs + 1).events(.orderExpired).map(\.order) == [order])
  }
}
