import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

/// User 0 has 20 USDC, 100 lots of collateral and 900 lots bought at one USDC. A lot counts 9 / 10 of its price; the
/// backstop buys it at 19 / 20.
@Suite struct `Collateral of an account in liquidation` {
  private func scene(cash: UInt64 = 20_000_000, lots: UInt64 = 100, backstop: Int128 = 1_000_000_000) throws
    -> TestExchange
  {
    var exchange = try TestExchange.scene(first: cash)
    try exchange.giveCollateral(lots, to: 0, at: 1_000_000)
    try exchange.fund(.backstop, backstop)
    try exchange.trade(900, at: 10_000, from: 1, to: 0)
    exchange.execution.state.parameters.ladder.targetShare = .zero
    return exchange
  }

  @Test func `is bought by the backstop for as much as brings the account to its target, to the lot`() throws {
    var exchange = try scene()
    // At 0.925: 20 − 67.5 + 90 = 42.5, and 41.625 are needed. At 0.923: 40.7, and 41.535. A lot sold is worth 0.05 more than
    // it counted, so 17 would be enough; but without collateral there is a debt of 49.3 USDC, which 52 lots cure.
    #expect(try exchange.block(at: 925_000).begun.isEmpty)
    let journal = try exchange.block(at: 923_000)
    #expect(journal.liquidationKinds == [.liquidationBegan, .collateralConverted, .liquidationEnded])
    let sale = try #require(journal.events(.collateralConverted).first)
    #expect(sale.quantity.lots == 52 && sale.amount == Notional(atoms: 49_400_000))
    #expect(sale.counterparty == Owner.Reserved.backstop.account && sale.atomsPerLot == 1_000_000)
    #expect(try exchange.collateral(of: 0) == 48)
    #expect(try exchange.collateral(of: .backstop) == 52)
    #expect(try exchange.execution.state.accounts.read(3).cash == Notional(atoms: 950_600_000))
    #expect(try exchange.lots(of: 0) == 900)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is sold by the gap alone where there is no debt in quote`() throws {
    // 100 USDC, and 30 lots: at 0.92, 100 − 72 + 27 = 55. At 0.91: 46, and 40.95. At 0.904: 40.6, and 40.68: two lots.
    var exchange = try scene(cash: 100_000_000, lots: 30)
    #expect(try exchange.block(at: 910_000).begun.isEmpty)
    let journal = try exchange.block(at: 904_000)
    #expect(journal.liquidationKinds == [.liquidationBegan, .collateralConverted, .liquidationEnded])
    #expect(journal.events(.collateralConverted).map(\.quantity.lots) == [2])
    #expect(try exchange.equity(of: 0) == 40_700_000_000_000)
  }

  @Test func `is bought only as far as the backstop has money, and positions are closed for the rest`() throws {
    var exchange = try scene(backstop: 10_000_000)
    try exchange.order(.buy, 900, at: 9_230, by: 2)
    try exchange.block()
    // Ten lots are 9.5 USDC. 40.7 + 0.5 = 41.2 maintain 892 lots at 0.923.
    let journal = try exchange.block(at: 923_000)
    #expect(journal.liquidationKinds == [.liquidationBegan, .collateralConverted, .filled, .liquidationEnded])
    #expect(journal.events(.collateralConverted).map(\.quantity.lots) == [10])
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 923_000, 8)])
    #expect(try exchange.execution.state.accounts.read(3).cash == Notional(atoms: 500_000))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `stays where the backstop has nothing`() throws {
    var exchange = try scene(backstop: 0)
    #expect(try exchange.block(at: 923_000).liquidationKinds == [.liquidationBegan, .liquidationPaused])
    #expect(try exchange.collateral(of: 0) == 100)
  }

  @Test func `cures an account without positions that is in debt`() throws {
    var exchange = try scene()
    // Sold at 0.9, the position leaves 20 − 90 = −70 USDC, for which 100 lots are enough until they count less.
    try exchange.order(.buy, 900, at: 9_000, by: 2)
    try exchange.order(.sell, 900, at: 9_000, by: 0)
    try exchange.block()
    #expect(try exchange.cash(of: 0) == -70_000_000)
    #expect(try exchange.block(collateralAt: 777_778).begun.isEmpty)
    // 100 × 0.9 × 0.777777 = 69.99993. At 0.777777 less 5 % a lot is 0.73888815: 95 are 70.19.
    let journal = try exchange.block(collateralAt: 777_777)
    #expect(journal.liquidationKinds == [.liquidationBegan, .collateralConverted, .liquidationEnded])
    #expect(journal.events(.collateralConverted).map(\.quantity.lots) == [95])
    #expect(journal.events(.collateralConverted).map(\.amount) == [Notional(atoms: 70_194_374)])
    #expect(try exchange.cash(of: 0) == 194_374)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is seized by the insurance for what the account owes in the end, and no lot more`() throws {
    var exchange = try TestExchange.cornered()
    try exchange.giveCollateral(40, to: 0, at: 1_000_000)
    // User 0 has −80 + 36 = −44, so its zero price is 0.848889. User 1 has 76.606 and keeps 76,606,000 − 884 × 48,889 =
    // 33,388,124 where 113 × 0.04 + 28.8603 are needed. The other 16 lots go at the mark.
    let journal = try exchange.block(at: 800_000, 641_340)
    #expect(
      journal.deleveraged == [Handover(of: 0, to: 1, 884, at: 848_889), Handover(of: 0, to: 1, 16, at: 800_000)])
    // 80,000,000 − 884 × 48,889 = 36,782,124 atoms are 38.7 lots at 0.95.
    let sale = try #require(journal.events(.collateralConverted).first)
    #expect(sale.counterparty == Owner.Reserved.insurance.account)
    #expect(sale.quantity.lots == 39 && sale.amount == Notional(atoms: 37_050_000))
    #expect(try exchange.collateral(of: 0) == 1 && exchange.cash(of: 0) == 267_876)
    #expect(try exchange.collateral(of: .insurance) == 39)
    #expect(journal.events(.lossSocialised).isEmpty && journal.events(.insuranceMoved).isEmpty)
    #expect(try exchange.execution.state.violation() == nil)
  }
}
