import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `An order that meets others` {
  @Test func `trades at the makers' prices, best first, and oldest first at one price`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_002, by: 1)
    try exchange.order(.sell, 10, at: 10_001, by: 2)
    try exchange.order(.sell, 10, at: 10_001, by: 3)
    try exchange.order(.buy, 25, at: 10_002, by: 4)
    let journal = try exchange.block()
    #expect(
      journal.trades == [
        UserTrade(taker: 4, maker: 2, at: 1_000_100, 10), UserTrade(taker: 4, maker: 3, at: 1_000_100, 10),
        UserTrade(taker: 4, maker: 1, at: 1_000_200, 5),
      ])
    #expect(try exchange.book(.sell) == [RestingLots(user: 1, tick: 10_002, lots: 5)])
    #expect(try exchange.book(.buy) == [])
    #expect(try exchange.lots(of: 4) == 25)
  }

  @Test func `that was partly filled keeps its place in the queue`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_001, by: 1)
    try exchange.order(.sell, 10, at: 10_001, by: 2)
    try exchange.order(.buy, 4, at: 10_001, by: 3)
    try exchange.block()
    try exchange.order(.buy, 7, at: 10_001, by: 3)
    let journal = try exchange.block()
    #expect(journal.trades.map(\.maker) == [1, 2])
    #expect(journal.trades.map(\.lots) == [6, 1])
  }

  @Test func `rests with what is left, or cancels it`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_001, by: 1)
    try exchange.order(.buy, 15, at: 10_001, .goodTillCancelled, by: 2)
    var journal = try exchange.block()
    #expect(journal.kinds == [.orderRested, .filled, .orderRested])
    #expect(try exchange.book(.buy) == [RestingLots(user: 2, tick: 10_001, lots: 5)])
    try exchange.order(.sell, 9, at: 10_001, .immediateOrCancel, by: 1)
    journal = try exchange.block()
    #expect(journal.kinds == [.filled, .remainderCancelled])
    #expect(journal.events(.remainderCancelled).map(\.quantity) == [Quantity(lots: 4)])
    #expect(try exchange.book(.buy) == [] && exchange.book(.sell) == [])
    #expect(journal.itemReceipts.allSatisfy { $0.isAccepted })
  }

  @Test func `of the same account cancels it, and goes on to the next`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.buy, 100, at: 9_900, by: 1)
    try exchange.order(.buy, 50, at: 9_900, by: 2)
    try exchange.block()
    try exchange.order(.sell, 120, at: 9_900, by: 1)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderCancelled, .filled, .orderRested])
    #expect(journal.trades == [UserTrade(taker: 1, maker: 2, at: 990_000, 50)])
    #expect(try exchange.book(.buy) == [])
    #expect(try exchange.book(.sell) == [RestingLots(user: 1, tick: 9_900, lots: 70)])
    #expect(try exchange.account(at: 1).openOrderCount == 1)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `whose margin does not allow the fill is cancelled, and the taker goes on to the next`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 500, at: 10_000, by: 1)
    try exchange.order(.buy, 500, at: 10_000, by: 0)
    try exchange.block()
    try exchange.order(.buy, 500, at: 9_950, by: 0)
    try exchange.order(.buy, 500, at: 9_940, by: 2)
    try exchange.block()
    // At 0.95, user 0 has 75 USDC; 500 more at 0.995 would leave 52.5, and 1,000 lots need 95.
    _ = try exchange.block(at: 950_000)
    #expect(try exchange.book(.buy).map(\.user) == [0, 2])
    try exchange.order(.sell, 600, at: 9_940, .immediateOrCancel, by: 3)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderCancelled, .filled, .remainderCancelled])
    #expect(journal.events(.orderCancelled).map(\.account) == [exchange.account(0)])
    #expect(journal.trades == [UserTrade(taker: 3, maker: 2, at: 994_000, 500)])
    #expect(try exchange.lots(of: 0) == 500 && exchange.lots(of: 3) == -500)
    #expect(try exchange.account(at: 0).openOrderCount == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `ends where the taker's own margin does, and the maker stays`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 100, at: 10_000, by: 1)
    try exchange.order(.sell, 500, at: 12_000, by: 2)
    try exchange.order(.buy, 600, at: 12_000, by: 0)
    let journal = try exchange.block()
    // 500 lots at 1.20 would cost 100 USDC at once: all that user 0 has.
    #expect(journal.trades == [UserTrade(taker: 0, maker: 1, at: 1_000_000, 100)])
    #expect(journal.kinds == [.orderRested, .orderRested, .filled, .remainderCancelled])
    #expect(journal.itemReceipts.last?.isAccepted == true)
    #expect(try exchange.book(.sell) == [RestingLots(user: 2, tick: 12_000, lots: 500)])
    #expect(try exchange.book(.buy) == [])
    #expect(try exchange.lots(of: 0) == 100)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `may fill an account to its initial margin exactly`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 1_000, at: 10_000, by: 1)
    try exchange.order(.buy, 1_000, at: 10_000, by: 0)
    #expect(try exchange.block().trades.count == 1)
    #expect(try exchange.execution.state.risk(of: exchange.account(0)).isAtOrAboveInitial)

    exchange = try TestExchange.scene(first: 99_999_999)
    try exchange.order(.sell, 1_000, at: 10_000, by: 1)
    try exchange.order(.buy, 1_000, at: 10_000, by: 0)
    #expect(try exchange.block().itemReceipts.last?.refusal?.reason == .insufficientMargin)
  }

  @Test func `below initial margin may still reduce what it holds`() throws {
    var exchange = try TestExchange.leveraged()
    // 55 USDC of equity; 900 lots at 0.95 need 85.5, and 42.75 to be left alone.
    _ = try exchange.block(at: 950_000)
    try exchange.order(.buy, 400, at: 9_500, by: 2)
    try exchange.order(.sell, 400, at: 9_500, by: 0)
    #expect(try exchange.block().trades == [UserTrade(taker: 0, maker: 2, at: 950_000, 400)])
    #expect(try exchange.lots(of: 0) == 500)
  }

  @Test func `below initial margin may not reduce at a price that makes it riskier`() throws {
    var exchange = try TestExchange.leveraged()
    _ = try exchange.block(at: 950_000)
    try exchange.order(.buy, 100, at: 8_000, by: 2)
    try exchange.order(.sell, 100, at: 8_000, by: 0)
    let journal = try exchange.block()
    #expect(journal.trades.isEmpty)
    #expect(journal.kinds == [.orderRested, .remainderCancelled])
    #expect(try exchange.lots(of: 0) == 900)
  }
}
