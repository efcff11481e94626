import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

/// User 0 has 37 USDC at 0.93, where 900 lots are maintained by 41.85 and closed out below 16.74: it waits a minute for a
/// buyer.
@Suite struct `An account that waits for a buyer` {
  private func waiting(retryMs: UInt64 = 60_000) throws -> TestExchange {
    var exchange = try TestExchange.leveraged()
    exchange.execution.state.parameters.ladder.retryMs = retryMs
    #expect(try exchange.block(at: 930_000).liquidationKinds == [.liquidationBegan, .liquidationPaused])
    return exchange
  }

  @Test func `has its turn in the block in which a price takes it below close-out, and in none before`() throws {
    var exchange = try waiting()
    // 800 / 882 = 0.90702947…
    for price in [920_000, 910_000, 907_030] as [UInt64] {
      #expect(try exchange.block(at: price).turns.isEmpty)
      #expect(try exchange.isQueued(0) && exchange.execution.state.violation() == nil)
      #expect(try exchange.execution.state.worstCaseViolation() == nil)
    }
    let journal = try exchange.block(at: 907_029)
    #expect(journal.liquidationKinds == [.deleveraged, .liquidationEnded])
    #expect(try exchange.lots(of: 0) == 0 && !exchange.isQueued(0))
    #expect(try exchange.account(at: 0).firstPosition == .none)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `has its turn when funding takes it below close-out`() throws {
    var exchange = try waiting()
    // 20.26 USDC are 22,511.11… atoms a lot.
    for (index, isFound) in [(10_000_000_000, false), (22_511_111_111, false), (22_511_111_112, true)] {
      try exchange.moveFunding(to: Int128(index))
      #expect(try exchange.block(at: 930_000).turns == (isFound ? [0] : []))
      #expect(try exchange.execution.state.violation() == nil)
    }
    #expect(try exchange.lots(of: 0) == 0)
  }

  @Test func `has its turn when the price of its collateral takes it below close-out`() throws {
    var exchange = try TestExchange.scene(first: 20_000_000)
    exchange.execution.state.parameters.ladder.retryMs = 60_000
    try exchange.giveCollateral(100, to: 0, at: 1_000_000)
    try exchange.trade(900, at: 10_000, from: 1, to: 0)
    // 20 USDC and 100 lots at 9 / 10 of their price; 45 are needed, and 18 not to be closed out. No fund buys collateral.
    #expect(try exchange.block(collateralAt: 270_000).liquidationKinds == [.liquidationBegan, .liquidationPaused])
    #expect(try exchange.block(collateralAt: 100_000).turns.isEmpty)
    #expect(try exchange.execution.state.worstCaseViolation() == nil)
    // 10.8 USDC of funding, and 29 − 10.8 = 18.2.
    try exchange.moveFunding(to: 12_000_000_000)
    for (price, isFound) in [(100_000, false), (97_778, false), (97_777, true)] as [(UInt64, Bool)] {
      try exchange.price(1_000_000, of: 0)
      #expect(try exchange.block(collateralAt: price).turns == (isFound ? [0] : []), "\(price)")
      #expect(try exchange.execution.state.violation() == nil)
    }
  }

  @Test func `has a second turn in the block in which somebody's loss takes it below close-out`() throws {
    // User 1 has 38 USDC, and waits; then it bears the 80 that user 0 owes.
    var exchange = try TestExchange.cornered(others: 0)
    exchange.execution.state.parameters.ladder.retryMs = 60_000
    let journal = try exchange.block(at: 800_000, 620_000)
    #expect(journal.begun == [0, 1])
    #expect(journal.events(.lossSocialised).first?.amount == Notional(atoms: 80_000_000))
    #expect(journal.events(.lossSocialised).first?.account == exchange.account(0))
    #expect(journal.turns == [0, 1, 0, 1])
    #expect(try !exchange.isQueued(1) && exchange.lots(of: 1) == 0 && exchange.lots(of: 1, in: 1) == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is watched anew after it has traded`() throws {
    var exchange = try waiting()
    try exchange.order(.buy, 450, at: 9_200, by: 2)
    try exchange.order(.sell, 450, at: 9_200, by: 0)
    try exchange.block()
    #expect(try exchange.lots(of: 0) == 450 && exchange.isQueued(0))
    // 64 USDC, and 450 lots at one USDC, of which 2 % are needed: 386 / 441 = 0.87528344…
    for (price, isFound) in [(900_000, false), (875_284, false), (875_283, true)] as [(UInt64, Bool)] {
      #expect(try exchange.block(at: price).turns == (isFound ? [0] : []), "\(price)")
      #expect(try exchange.execution.state.violation() == nil)
    }
  }

  @Test func `is seldom looked at while nothing brings it nearer to close-out`() throws {
    var exchange = try waiting()
    for price in [929_000, 940_000, 925_000, 928_000] as [UInt64] {
      #expect(try exchange.block(at: price).wakeUpCount == 0)
    }
    #expect(try exchange.isQueued(0))
  }

  @Test func `stands in no line for deleveraging`() throws {
    var exchange = try waiting()
    // User 0 bought at one USDC, user 4 at 1.01: by that, user 0 would come first when user 5, which sold to it, is closed out.
    try exchange.deposit(11_000_000, by: 5)
    try exchange.trade(100, at: 10_100, from: 5, to: 4)
    let journal = try exchange.block(at: 1_110_000)
    #expect(journal.deleveraged.map(\.to) == [4])
    #expect(try exchange.execution.state.violation() == nil)
  }
}
