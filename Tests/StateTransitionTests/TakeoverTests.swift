import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `The insurance` {
  @Test func `takes over below close-out, and not at it`() throws {
    // 106.2 − 900 × 0.1 = 16.2 = 2 % of 810
    var exchange = try TestExchange.leveraged(first: 106_200_000, insurance: 65_000_000)
    #expect(try exchange.block(at: 900_000).liquidationKinds == [.liquidationBegan, .liquidationPaused])
    #expect(try exchange.lots(of: 0) == 900)
    let journal = try exchange.block(at: 899_999)
    #expect(journal.liquidationKinds == [.takenOver, .liquidationEnded])
    #expect(try exchange.lots(of: 0) == 0)
  }

  @Test func `takes what found no buyer at its zero price, so that the equity that supported it goes with it`() throws {
    // 1 USDC of equity: 0.89 − 1 / 900 = 0.8888888…, rounded up for the long. The insurance gains 900 × 0.001111 of it, and
    // has exactly the 80.1 USDC of initial margin that 900 lots need.
    var exchange = try TestExchange.leveraged(insurance: 79_100_100)
    let journal = try exchange.block(at: 890_000)
    #expect(journal.liquidationKinds == [.liquidationBegan, .takenOver, .liquidationEnded])
    #expect(journal.takeovers == [Handover(of: 0, to: nil, 900, at: 888_889)])
    #expect(journal.events(.takenOver).map(\.side) == [.buy])

    // The rounding leaves the account 100 atoms, which are its own.
    #expect(try exchange.account(at: 0) == .emptied(like: exchange.account(at: 0), cash: 100))
    let position = try #require(try exchange.position(of: Owner.Reserved.insurance.account))
    #expect(position.size.lots == 900 && position.cost == Notional(atoms: 800_000_100))
    #expect(try exchange.insurance().cash == Notional(atoms: 79_100_100))
    let risk = try exchange.execution.state.risk(of: Owner.Reserved.insurance.account)
    #expect(risk.equity == risk.requirement.initial)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes nothing over that would leave it an atom below initial margin`() throws {
    var exchange = try TestExchange.leveraged(insurance: 79_100_099)
    let journal = try exchange.block(at: 890_000)
    #expect(journal.takeovers.isEmpty)
    #expect(journal.deleveraged == [Handover(of: 0, to: 1, 900, at: 888_889)])
    #expect(try exchange.position(of: Owner.Reserved.insurance.account) == nil)
    #expect(try exchange.insurance().cash == Notional(atoms: 79_100_099))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes over in every market, each at the price that leaves the others their share`() throws {
    var exchange = try TestExchange.scene(insurance: 100_000_000)
    for market in [0, 1] as [UInt16] { try exchange.trade(450, at: 10_000, in: market, from: 1, to: 0) }
    // 10 USDC of equity, of which 18 / 40.5 support market 0: 0.8 − 4.4444… / 450, and then the rest: 1 − 5.5558 / 450.
    let journal = try exchange.block(at: 800_000)
    #expect(
      journal.takeovers == [Handover(of: 0, to: nil, 450, at: 790_124), Handover(of: 0, to: nil, 450, at: 987_654)])
    #expect(journal.events(.takenOver).map(\.market.rawValue) == [0, 1])
    #expect(try exchange.account(at: 0) == .emptied(like: exchange.account(at: 0), cash: 100))
    for market in [0, 1] as [UInt32] {
      #expect(try exchange.position(of: Owner.Reserved.insurance.account, in: market)?.size.lots == 450)
    }
  }

  @Test func `takes over what it can bear, and leaves the rest to the winners`() throws {
    // Market 0 needs 36 USDC, of which 4.4442 come with it; market 1 would need 45 more.
    var exchange = try TestExchange.scene(insurance: 40_000_000)
    for market in [0, 1] as [UInt16] { try exchange.trade(450, at: 10_000, in: market, from: 1, to: 0) }
    let journal = try exchange.block(at: 800_000)
    #expect(journal.takeovers == [Handover(of: 0, to: nil, 450, at: 790_124)])
    #expect(journal.deleveraged == [Handover(of: 0, to: 1, 450, at: 987_654)])
    #expect(journal.turns == [0, 0] && journal.begun == [0] && journal.ended == [0])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes over what it can bear also behind what it cannot`() throws {
    // At 0.89, market 0 would need 75.65 USDC and market 1 needs 5. Of 6.5 USDC of equity 0.402975 support market 1.
    var exchange = try TestExchange.scene(insurance: 10_000_000)
    try exchange.trade(850, at: 10_000, from: 1, to: 0)
    try exchange.trade(50, at: 10_000, in: 1, from: 1, to: 0)
    let journal = try exchange.block(at: 890_000)
    #expect(journal.takeovers == [Handover(of: 0, to: nil, 50, at: 991_941)])
    #expect(journal.deleveraged == [Handover(of: 0, to: 1, 850, at: 882_827)])
    #expect(journal.events(.takenOver).map(\.market.rawValue) == [1])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes over only what the book does not`() throws {
    var exchange = try TestExchange.leveraged(insurance: 60_000_000)
    try exchange.order(.buy, 300, at: 8_900, by: 2)
    try exchange.block()
    // Sold at the mark, 300 lots leave the USDC of equity to the other 600: 0.89 − 1 / 600.
    let journal = try exchange.block(at: 890_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 890_000, 300)])
    #expect(journal.takeovers == [Handover(of: 0, to: nil, 600, at: 888_334)])
  }

  @Test func `bears what the account owes by the zero price, which is better than the mark`() throws {
    // 100 − 180 = −80: 0.8 + 80 / 900 = 0.8888888…
    var exchange = try TestExchange.leveraged(insurance: 152_000_100)
    let journal = try exchange.block(at: 800_000)
    #expect(journal.takeovers == [Handover(of: 0, to: nil, 900, at: 888_889)])
    #expect(journal.events(.insuranceMoved).isEmpty && journal.events(.lossSocialised).isEmpty)
    #expect(try exchange.cash(of: 0) == 100)
    // It has lost 80.0001, and exactly the initial margin is left.
    let risk = try exchange.execution.state.risk(of: Owner.Reserved.insurance.account)
    #expect(risk.equity.rawValue == 72_000_000_000_000 && risk.equity == risk.requirement.initial)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `closes its own position where it takes over the other side`() throws {
    // User 1, with 100 USDC too, is short 900 against user 0. At 1.11 the insurance takes its place, at 1.11 + 1 / 900: it then
    // has the 99.9 USDC that 900 lots need.
    var exchange = try TestExchange(insurance: 98_900_100, tiers: TestExchange.flatTier)
    for user in 0..<2 { try exchange.deposit(100_000_000, by: user) }
    _ = try exchange.block(at: 1_000_000)
    try exchange.trade(900, at: 10_000, from: 1, to: 0)
    #expect(try exchange.block(at: 1_110_000).takeovers == [Handover(of: 1, to: nil, 900, at: 1_111_111)])
    // At 0.88 user 0 owes 8 USDC: its zero price is 0.888889.
    let journal = try exchange.block(at: 880_000)
    #expect(journal.takeovers == [Handover(of: 0, to: nil, 900, at: 888_889)])
    #expect(try exchange.insurance().firstPosition == .none)
    #expect(try exchange.insurance().cash == Notional(atoms: 98_900_100 + 900 * (1_111_111 - 888_889)))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `below its own maintenance margin takes nothing over, however small`() throws {
    // User 0, with 9 USDC, is long 90, and user 2, with 0.15, is long one lot. At 0.91 user 0 goes to the insurance.
    var exchange = try TestExchange(insurance: 8_000_000, tiers: TestExchange.flatTier)
    for (user, atoms) in [9_000_000, 10_000_000_000, 150_000].enumerated() {
      try exchange.deposit(UInt64(atoms), by: user)
    }
    _ = try exchange.block(at: 1_000_000)
    try exchange.trade(90, at: 10_000, from: 1, to: 0)
    try exchange.trade(1, at: 10_000, from: 1, to: 2)
    #expect(try exchange.block(at: 910_000).takeovers == [Handover(of: 0, to: nil, 90, at: 900_000)])
    // At 0.85 the insurance has 8 − 4.5 = 3.5 USDC where 3.825 are needed. User 2 has nothing left.
    let journal = try exchange.block(at: 850_000)
    #expect(try !exchange.execution.state.risk(of: Owner.Reserved.insurance.account).isAtOrAboveMaintenance)
    #expect(journal.takeovers.isEmpty)
    #expect(journal.deleveraged == [Handover(of: 2, to: 1, 1, at: 850_000)])
    #expect(try exchange.execution.state.violation() == nil)
  }
}

extension Account {
  /// The same account, with nothing in it but `cash`.
  static func emptied(like account: Account, cash: Int128 = 0) -> Account {
    var empty = Account()
    empty.owner = account.owner
    empty.cash = Notional(atoms: cash)
    return empty
  }
}
