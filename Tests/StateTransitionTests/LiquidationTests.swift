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
    #expect(try exchange.block(at: 940_000).events(.liquidationBegan).isEmpty)
    let journal = try exchange.block(at: 939_999)
    #expect(journal.events(.liquidationBegan).map(\.account) == [exchange.account(0)])
    #expect(journal.events(.liquidationBegan).map(\.amount) == [Notional(atoms: 42_299_100)])
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
      journal.kinds.filter { $0 != .priceAccepted } == [
        .liquidationBegan, .orderCancelled, .orderCancelled, .orderCancelled, .filled,
      ])
    #expect(Set(journal.events(.orderCancelled).map(\.account)) == [exchange.account(0)])
    #expect(try exchange.account(at: 0).openOrderCount == 0)
    #expect(try exchange.account(at: 0).firstPosition == .none)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `stops as soon as the account is back at initial margin`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 500, at: 9_200, by: 2)
    try exchange.order(.buy, 200, at: 9_150, by: 3)
    try exchange.order(.buy, 100, at: 9_100, by: 4)
    try exchange.block()
    // 37 USDC of equity; 500 sold at 0.92 leave 32 where 400 lots need 37.2; 200 more at 0.915 leave 29 where 18.6 do.
    let journal = try exchange.block(at: 930_000)
    #expect(
      journal.trades == [
        UserTrade(taker: 0, maker: 2, at: 920_000, 500), UserTrade(taker: 0, maker: 3, at: 915_000, 200),
      ])
    #expect(try exchange.lots(of: 0) == 200)
    #expect(try exchange.equity(of: 0) == 29_000_000_000_000)
    #expect(try exchange.book(.buy) == [RestingLots(user: 4, tick: 9_100, lots: 100)])
  }

  @Test func `stops at initial margin exactly`() throws {
    var exchange = try TestExchange.leveraged()
    // At the mark equity stays 37 USDC, which is 10 % of 370: 530 lots sold at 0.93 leave 370 × 0.93 = 344.1.
    try exchange.order(.buy, 503, at: 9_300, by: 2)
    try exchange.order(.buy, 100, at: 9_290, by: 3)
    try exchange.block()
    let journal = try exchange.block(at: 930_000)
    // 397 lots are 369.21 at the mark and need 36.921, so the first buyer was enough.
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 930_000, 503)])
  }

  @Test func `goes on in the next market until initial margin is reached, not only maintenance`() throws {
    var exchange = try TestExchange.scene()
    for market in [0, 1] as [UInt16] {
      try exchange.order(.sell, 450, at: 10_000, in: market, by: 1)
      try exchange.order(.buy, 450, at: 10_000, in: market, by: 0)
    }
    try exchange.order(.buy, 200, at: 8_600, by: 2)
    try exchange.order(.buy, 300, at: 10_000, in: 1, by: 3)
    try exchange.order(.buy, 150, at: 9_990, in: 1, by: 4)
    try exchange.block()
    // 37 USDC of equity; 250 lots at 0.86 and 450 at 1 need 33.25 to be left alone, and 66.5 to be at initial.
    let journal = try exchange.block(at: 860_000)
    #expect(
      journal.trades == [
        UserTrade(taker: 0, maker: 2, at: 860_000, 200), UserTrade(taker: 0, maker: 3, at: 1_000_000, 300),
      ])
    #expect(try exchange.lots(of: 0) == 250 && exchange.lots(of: 0, in: 1) == 150)
  }

  @Test func `sells down to the bankruptcy price`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 900, at: 8_889, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 888_900, 900)])
    #expect(try exchange.account(at: 0).cash == Notional(atoms: 10_000))
    #expect(journal.events(.takenOver).isEmpty)
  }

  @Test func `does not sell one tick below the bankruptcy price, and waits for a buyer`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 900, at: 8_888, by: 2)
    try exchange.block()
    for _ in 0..<2 {
      let journal = try exchange.block(at: 930_000)
      #expect(journal.events(.liquidationBegan).count == 1)
      #expect(journal.trades.isEmpty && journal.events(.takenOver).isEmpty)
      #expect(try exchange.lots(of: 0) == 900)
    }
    try exchange.order(.buy, 900, at: 8_889, by: 3)
    #expect(try exchange.block(at: 930_000).trades.isEmpty)
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 3, at: 888_900, 900)])
  }

  @Test func `of a short buys up to its bankruptcy price`() throws {
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

  @Test func `looks at every account, and never at the insurance`() throws {
    var exchange = try TestExchange.leveraged(insurance: 1)
    // The insurance takes 900 lots over with one atom of its own, and is far below maintenance itself.
    _ = try exchange.block(at: 889_000)
    #expect(try exchange.position(of: Owner.Reserved.insurance.account)?.size.lots == 900)
    let journal = try exchange.block(at: 889_000)
    #expect(journal.events(.liquidationBegan).isEmpty)
    #expect(try !exchange.execution.state.risk(of: Owner.Reserved.insurance.account).isAtOrAboveMaintenance)
  }

  @Test func `happens before anybody trades at the price that caused it`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 900, at: 9_300, by: 2)
    try exchange.block()
    try exchange.order(.sell, 900, at: 9_300, by: 3)
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 930_000, 900)])
    #expect(try exchange.book(.sell) == [RestingLots(user: 3, tick: 9_300, lots: 900)])
  }
}
