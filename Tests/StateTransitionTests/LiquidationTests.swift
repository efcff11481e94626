import Ledger
import Margin
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `A liquidation` {
  @Test func `begins a millionth of an atom below maintenance, and not at it`() throws {
    // 96.3 − 900 × 0.06 = 42.3 = 5 % of 846
    var exchange = try TestExchange.leveraged(first: 96_300_000)
    #expect(try exchange.block(at: 940_000).begun.isEmpty)
    let journal = try exchange.block(at: 939_999)
    #expect(journal.begun == [0])
    #expect(journal.events(.liquidationBegan).map(\.amount) == [Notional(atoms: 42_299_100)])
    #expect(journal.events(.liquidationBegan).map(\.atomsPerLot) == [42_299_955])
    let receipt = try #require(journal.receipts.last)
    #expect(receipt.source == .liquidation && receipt.index == exchange.account(0).rawValue && receipt.isAccepted)
  }

  @Test func `cancels all open orders first, in every market, and only then sells`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.sell, 10, at: 11_000, by: 0)
    try exchange.order(.sell, 10, at: 12_000, by: 0)
    try exchange.order(.buy, 50, at: 9_000, in: 1, by: 0)
    try exchange.order(.buy, 900, at: 9_300, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 930_000)
    #expect(
      journal.liquidationKinds == [
        .liquidationBegan, .orderCancelled, .orderCancelled, .orderCancelled, .filled, .liquidationEnded,
      ])
    #expect(Set(journal.events(.orderCancelled).map(\.account)) == [exchange.account(0)])
    #expect(try exchange.account(at: 0).openOrderCount == 0)
    #expect(try exchange.position(of: exchange.account(0), in: 1) == nil)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `sells down to the zero price`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 900, at: 8_889, by: 2)
    try exchange.block()
    // 37 USDC of equity are 0.0411 a lot. A lot sold costs that and frees 0.093, so all 900 must go, and 0.01 is left.
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 888_900, 900)])
    #expect(try exchange.cash(of: 0) == 10_000)
    #expect(journal.takeovers.isEmpty && journal.deleveraged.isEmpty)
  }

  @Test func `does not sell one tick below the zero price, and waits for a buyer`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 900, at: 8_888, by: 2)
    try exchange.block()
    #expect(try exchange.block(at: 930_000).liquidationKinds == [.liquidationBegan, .liquidationPaused])
    #expect(try exchange.block(at: 930_000).turns.isEmpty)
    #expect(try exchange.lots(of: 0) == 900 && exchange.isQueued(0))
    try exchange.order(.buy, 900, at: 8_889, by: 3)
    #expect(try exchange.block(at: 930_000).trades.isEmpty)
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 3, at: 888_900, 900)])
    #expect(journal.begun.isEmpty && journal.ended == [0])
  }

  @Test func `of a short buys up to its zero price`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.buy, 900, at: 10_000, by: 1)
    try exchange.order(.sell, 900, at: 10_000, by: 0)
    try exchange.block()
    // At 1.07: equity 37, limit 1.07 + 37 / 900 = 1.1111.
    try exchange.order(.sell, 300, at: 11_111, by: 2)
    try exchange.order(.sell, 300, at: 11_112, by: 3)
    try exchange.block()
    let journal = try exchange.block(at: 1_070_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 1_111_100, 300)])
    #expect(try exchange.lots(of: 0) == -600)
  }

  @Test func `cancels a maker whose margin does not allow the fill, and goes on`() throws {
    var exchange = try TestExchange.leveraged()
    // User 4 has put nearly all into market 1; its bid in market 0 was within margin once.
    try exchange.order(.buy, 500, at: 9_400, by: 4)
    try exchange.order(.buy, 500, at: 9_200, by: 2)
    try exchange.block()
    let place = exchange.account(4).index
    var poor = try exchange.execution.state.accounts.read(place)
    exchange.execution.state.totals.withdrawn = poor.cash
    exchange.execution.state.totals.cash = exchange.execution.state.totals.cash.subtracting(poor.cash)
    poor.cash = .zero
    try exchange.execution.state.accounts.write(poor, at: place)
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 920_000, 500)])
    #expect(journal.events(.orderCancelled).map(\.account) == [exchange.account(4)])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is nothing that the insurance ever goes through`() throws {
    var exchange = try TestExchange.leveraged(insurance: 81_000_000)
    // The insurance takes 900 lots over at 0.888889; at 0.81 it has lost 71 of its 81 USDC, and would need 36.45.
    #expect(try exchange.block(at: 889_000).takeovers == [Handover(of: 0, to: nil, 900, at: 888_889)])
    let journal = try exchange.block(at: 810_000)
    #expect(journal.begun.isEmpty && journal.turns.isEmpty)
    #expect(try !exchange.execution.state.risk(of: Owner.Reserved.insurance.account).isAtOrAboveMaintenance)
    #expect(try exchange.position(of: Owner.Reserved.insurance.account)?.size.lots == 900)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `happens before anybody trades at the price that caused it`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 900, at: 9_300, by: 2)
    try exchange.block()
    try exchange.order(.sell, 900, at: 9_300, by: 3)
    let journal = try exchange.block(at: 930_000)
    // 37 USDC are 10 % of 397 lots and not of 398: 503 go first, and the seller finds the rest.
    #expect(
      journal.trades == [
        UserTrade(taker: 0, maker: 2, at: 930_000, 503), UserTrade(taker: 3, maker: 2, at: 930_000, 397),
      ])
    #expect(try exchange.book(.sell) == [RestingLots(user: 3, tick: 9_300, lots: 503)])
  }
}
