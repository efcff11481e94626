import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

/// In the cornered scene user 0 owes 80,000,000 atoms at the mark of 0.8, and user 1 bears 662 × 88,889 of it.
@Suite struct `What a liquidated account owes` {
  private let debt: Int128 = 80_000_000 - 662 * 88_889

  @Test func `is paid by the insurance, as far as it can`() throws {
    var exchange = try TestExchange.cornered(insurance: debt)
    let journal = try exchange.block(at: 800_000, 670_000)
    #expect(journal.liquidationKinds.suffix(2) == [.insuranceMoved, .liquidationEnded])
    #expect(journal.events(.insuranceMoved).map(\.amount) == [Notional(atoms: debt)])
    #expect(journal.events(.lossSocialised).isEmpty)
    #expect(try exchange.insurance().cash == .zero)
    #expect(try exchange.account(at: 0) == .emptied(like: exchange.account(at: 0)))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is left to the other positions of the market, by size and to the atom`() throws {
    var exchange = try TestExchange.cornered(insurance: 8_000_000)
    let journal = try exchange.block(at: 800_000, 670_000)
    #expect(journal.events(.insuranceMoved).map(\.amount) == [Notional(atoms: 8_000_000)])
    let loss = try #require(journal.events(.lossSocialised).first)
    #expect(loss.amount == Notional(atoms: 13_155_482) && loss.account == exchange.account(0))

    // 13,155,482 atoms over the 97 lots of user 1 and the 97 of user 3: 67,811.762887 atoms a lot, 78 millionths too much.
    let market = try exchange.execution.state.markets.read(0)
    #expect(market.lossIndex.rawValue == 67_811_762_887)
    #expect(market.residue.rawValue == 78)
    #expect(exchange.execution.state.totals.unsettledLoss.rawValue == 13_155_482_000_078)
    #expect(try exchange.insurance().cash == .zero)
    #expect(try exchange.execution.state.markets.read(1).lossIndex == .zero)
    #expect(journal.begun == [0])
    #expect(try exchange.execution.state.violation() == nil)
    #expect(journal.imbalance == .zero)
  }

  @Test func `is owed for by whoever holds a position then, and paid when it next trades`() throws {
    var exchange = try TestExchange.cornered(insurance: 8_000_000)
    _ = try exchange.block(at: 800_000, 670_000)
    // User 3 lost 97 × 0.2, and owes 97 × 67,811.762887 atoms.
    #expect(try exchange.equity(of: 3) == 9_980_600_000_000_000 - 6_577_741_000_039)
    let journal = try {
      try exchange.order(.sell, 97, at: 8_000, by: 3)
      try exchange.order(.buy, 97, at: 8_000, by: 4)
      return try exchange.block()
    }()
    // It pays the broken atom, which with the 78 millionths makes the residue an atom and 39 millionths.
    #expect(journal.events(.lossSettled).map(\.amount) == [Notional(atoms: 6_577_742)])
    #expect(try exchange.cash(of: 3) == 9_980_600_000 - 6_577_742)
    #expect(try exchange.execution.state.markets.read(0).residue.rawValue == 1_000_039)
    #expect(exchange.execution.state.totals.unsettledLoss.rawValue == 6_577_741_000_039)
    // User 4 came later, and owes nothing.
    #expect(try exchange.equity(of: 4) == 10_000_000_000_000_000)
    #expect(journal.imbalance == .zero)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes another account along: who falls below maintenance by it is liquidated in the same block`() throws {
    var exchange = try TestExchange.cornered()
    try exchange.order(.buy, 900, at: 6_700, in: 1, by: 4)
    try exchange.block()
    // The 97 lots of user 1 bear 97 × 109,048.876289 of the debt. 32,977,741 atoms are left of 43,555,482, where 34.03 USDC
    // are needed. They are a tenth of 77.6 in market 0 and 252.18 in market 1: 376 of the 900 lots there stay.
    let journal = try exchange.block(at: 800_000, 670_000)
    #expect(journal.events(.lossSocialised).map(\.amount) == [Notional(atoms: debt)])
    #expect(journal.turns == [0, 0, 1] && journal.begun == [0, 1] && journal.ended == [0, 1])
    #expect(journal.trades == [UserTrade(taker: 1, maker: 4, at: 670_000, 524)])
    #expect(try exchange.lots(of: 1) == -97 && exchange.lots(of: 1, in: 1) == 376)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `reaches through the loss index alone who has not traded`() throws {
    // User 3 has 33 − 19.4 USDC for 97 lots, which 3.88 maintain, until it bears 10.577741.
    var exchange = try TestExchange.cornered(third: 33_000_000)
    let journal = try exchange.block(at: 800_000, 670_000)
    #expect(journal.begun.contains(3))
    #expect(journal.events(.liquidationBegan).last?.amount == Notional(atoms: 3_022_258))
    #expect(journal.wakeUpCount >= 2)
    #expect(try exchange.isQueued(3))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is not charged to the insurance's own position, which first pays what it owed before`() throws {
    // User 4, with 9 USDC, is long 90 too; at 0.91 the insurance takes that over.
    var exchange = try TestExchange(insurance: 8_000_000, tiers: TestExchange.flatTier)
    for (user, atoms) in [100_000_000, 199_000_000, 10_000_000_000, 10_000_000_000, 9_000_000].enumerated() {
      try exchange.deposit(UInt64(atoms), by: user)
    }
    _ = try exchange.block(at: 1_000_000)
    for (user, lots) in [(0, 900), (3, 97), (4, 90)] as [(Int, UInt64)] {
      try exchange.trade(lots, at: 10_000, from: 1, to: user)
    }
    try exchange.trade(900, at: 10_000, in: 1, from: 2, to: 1)
    #expect(try exchange.block(at: 910_000).takeovers == [Handover(of: 4, to: nil, 90, at: 900_000)])
    let journal = try exchange.block(at: 800_000, 650_000)
    #expect(!journal.events(.lossSocialised).isEmpty)
    let own = try #require(try exchange.position(of: Owner.Reserved.insurance.account))
    let market = try exchange.execution.state.markets.read(0)
    #expect(own.lossIndex == market.lossIndex && market.lossIndex > .zero)
    // 8 USDC less 90 × 0.1 are less than nothing, so it could pay nothing and owes nothing more.
    #expect(try exchange.insurance().cash == Notional(atoms: 8_000_000))
    #expect(
      try exchange.execution.state.risk(of: Owner.Reserved.insurance.account).equity.rawValue == -1_000_000_000_000)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `stays with the insurance where nobody else holds a position in the market`() throws {
    var exchange = try TestExchange.cornered(others: 0)
    // User 1 has 200 + 180 − 297 = 83, and keeps 83,000,000 − 344 × 88,889 = 52,422,184 where 556 × 0.04 + 30.15 = 52.39 are
    // needed. The other 556 lots are closed at the mark, and none are left.
    let journal = try exchange.block(at: 800_000, 670_000)
    #expect(journal.deleveraged.map(\.lots) == [344, 556])
    #expect(journal.events(.lossSocialised).isEmpty)
    #expect(journal.events(.insuranceMoved).map(\.amount) == [Notional(atoms: 80_000_000 - 344 * 88_889)])
    #expect(try exchange.insurance().cash == Notional(atoms: 344 * 88_889 - 80_000_000))
    #expect(try exchange.execution.state.violation() == nil)
  }
}
