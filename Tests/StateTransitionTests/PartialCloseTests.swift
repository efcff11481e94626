import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `A partial close` {
  @Test func `sells no more than brings the account to initial margin`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 500, at: 9_200, by: 2)
    try exchange.order(.buy, 200, at: 9_150, by: 3)
    try exchange.order(.buy, 100, at: 9_100, by: 4)
    try exchange.block()
    // 37 USDC of equity; 500 sold at 0.92 leave 32 where 400 lots need 37.2. At 0.915 a lot costs 0.015 and frees 0.093:
    // 67 leave 30.995 where 333 lots need 30.969; 66 would leave 31.01 where 334 need 31.062.
    let journal = try exchange.block(at: 930_000)
    #expect(
      journal.trades == [
        UserTrade(taker: 0, maker: 2, at: 920_000, 500), UserTrade(taker: 0, maker: 3, at: 915_000, 67),
      ])
    #expect(try exchange.lots(of: 0) == 333)
    #expect(try exchange.equity(of: 0) == 30_995_000_000_000)
    #expect(
      try exchange.book(.buy) == [
        RestingLots(user: 3, tick: 9_150, lots: 133), RestingLots(user: 4, tick: 9_100, lots: 100),
      ])
    #expect(journal.ended == [0])
    #expect(try !exchange.isQueued(0))
  }

  /// At 0.93, of 900 lots bought at one USDC: equity is the cash less 63, maintenance 4.65 % of an USDC a lot, initial 9.3 %.
  @Test(arguments: [
    (share: 1_000_000, cash: 100_200_000, sold: 500),  // 37.2 = 400 × 0.093
    (share: 1_000_000, cash: 100_199_999, sold: 501),
    (share: 1_000_000, cash: 100_292_999, sold: 500),  // Not enough for one lot more.
    (share: 1_000_000, cash: 100_293_000, sold: 499),
    (share: 0, cash: 100_200_000, sold: 100),  // 37.2 = 800 × 0.0465
    (share: 0, cash: 100_199_999, sold: 101),
    (share: 500_000, cash: 97_875_000, sold: 400),  // 34.875 = 500 × 0.06975
    (share: 500_000, cash: 97_874_999, sold: 401),
  ])
  func `sells the first number of lots that reaches the target, and not one more`(
    row: (share: UInt32, cash: UInt64, sold: UInt64)
  ) throws {
    var exchange = try TestExchange.leveraged(first: row.cash)
    exchange.execution.state.parameters.ladder.targetShare = Rate(partsPerMillion: row.share)
    try exchange.order(.buy, 900, at: 9_300, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 930_000, row.sold)])
    #expect(try !exchange.isQueued(0))
  }

  @Test func `goes on in the next market until the target is reached, not only maintenance`() throws {
    var exchange = try TestExchange.scene()
    for market in [0, 1] as [UInt16] {
      try exchange.order(.sell, 450, at: 10_000, in: market, by: 1)
      try exchange.order(.buy, 450, at: 10_000, in: market, by: 0)
    }
    try exchange.order(.buy, 200, at: 8_600, by: 2)
    try exchange.order(.buy, 300, at: 10_000, in: 1, by: 3)
    try exchange.order(.buy, 150, at: 9_990, in: 1, by: 4)
    try exchange.block()
    // 37 USDC of equity; 250 lots at 0.86 and 450 at 1 need 33.25 to be left alone, and 66.5 to be at initial; with 155 of
    // the second they need 37.
    let journal = try exchange.block(at: 860_000)
    #expect(
      journal.trades == [
        UserTrade(taker: 0, maker: 2, at: 860_000, 200), UserTrade(taker: 0, maker: 3, at: 1_000_000, 295),
      ])
    #expect(try exchange.lots(of: 0) == 250 && exchange.lots(of: 0, in: 1) == 155)
  }

  @Test func `lets an account go that is at maintenance, though the book did not bring it to the target`() throws {
    var exchange = try TestExchange.leveraged()
    // 37 USDC maintain 795 lots.
    try exchange.order(.buy, 105, at: 9_300, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 930_000)
    #expect(journal.liquidationKinds == [.liquidationBegan, .filled, .liquidationEnded])
    #expect(try !exchange.isQueued(0))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `ends within a tier whose lots free more than they cost, though the last lots cost more than they free`()
    throws
  {
    // Maintenance is 1 % of the first 100 USDC and 20 % of the rest.
    let tiers = [
      TestExchange.tier(100_000_000, 11_000, 10_000, 1_000), TestExchange.tier(0, 201_000, 200_000, 100_000),
    ]
    var exchange = try TestExchange(insurance: 0, tiers: tiers)
    exchange.execution.state.parameters.ladder.targetShare = .zero
    for (user, atoms) in [103_450_000, 10_000_000_000, 10_000_000_000].enumerated() {
      try exchange.deposit(UInt64(atoms), by: user)
    }
    _ = try exchange.block(at: 1_000_000)
    try exchange.trade(300, at: 10_000, from: 1, to: 0)
    try exchange.trade(200, at: 10_000, in: 1, from: 1, to: 0)
    try exchange.order(.buy, 300, at: 8_702, by: 2)
    try exchange.block()
    // 103.45 − 200 × 0.275 = 48.45, and maintenance is 1 + 40 in market 0 and 1 + 9 in market 1. A lot of market 0 at 0.8702
    // costs 0.1298 and frees 0.2: 37 leave 43.6474 where 43.6 are needed. All 300 would leave 9.51 where 10 are.
    let journal = try exchange.block(at: 1_000_000, 725_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 870_200, 37)])
    #expect(try exchange.equity(of: 0) == 43_647_400_000_000)
    #expect(journal.ended == [0])
  }
}

@Suite struct `The fee of a liquidation` {
  private func scene(first atoms: UInt64 = 100_000_000) throws -> TestExchange {
    var exchange = try TestExchange.leveraged(first: atoms)
    exchange.execution.state.parameters.ladder.fee = Rate(partsPerMillion: 10_000)
    return exchange
  }

  @Test func `goes to the insurance for what was closed through the book`() throws {
    var exchange = try scene()
    try exchange.order(.buy, 900, at: 9_299, by: 2)
    try exchange.block()
    // A lot costs 0.0001 and a fee of 0.009299, and frees 0.093: 558 leave 31.755358 where 342 need 31.806; 559 leave
    // 31.745959 where 341 need 31.713.
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades.map(\.lots) == [559])
    let fee = try #require(journal.events(.liquidationFeePaid).first)
    #expect(fee.amount == Notional(atoms: 5_198_141) && fee.account == exchange.account(0))
    #expect(try exchange.insurance().cash == Notional(atoms: 5_198_141))
    #expect(try exchange.equity(of: 0) == 31_745_959_000_000)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is no more than what the close has left`() throws {
    var exchange = try scene()
    try exchange.order(.buy, 900, at: 8_890, by: 2)
    try exchange.block()
    // Sold whole at 0.889, 0.1 USDC is left of 37, and the fee would be 8.001.
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades.map(\.lots) == [900])
    #expect(journal.events(.liquidationFeePaid).map(\.amount) == [Notional(atoms: 100_000)])
    #expect(try exchange.cash(of: 0) == 0)
    #expect(try exchange.insurance().cash == Notional(atoms: 100_000))
  }

  @Test func `is none where nothing is left`() throws {
    var exchange = try scene(first: 100_010_000)
    try exchange.order(.buy, 900, at: 8_889, by: 2)
    try exchange.block()
    // 37.01 USDC less 900 × 0.0411 are 0.02; with 99.99 there is nothing.
    #expect(try exchange.block(at: 930_000).events(.liquidationFeePaid).map(\.amount) == [Notional(atoms: 20_000)])
    exchange = try scene(first: 99_990_000)
    try exchange.order(.buy, 900, at: 8_889, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades.map(\.lots) == [900] && journal.events(.liquidationFeePaid).isEmpty)
    #expect(try exchange.cash(of: 0) == 0)
  }

  @Test func `is not asked for what changes hands outside the book`() throws {
    var exchange = try scene()
    let journal = try exchange.block(at: 889_000)
    #expect(!journal.deleveraged.isEmpty && journal.events(.liquidationFeePaid).isEmpty)
  }
}
