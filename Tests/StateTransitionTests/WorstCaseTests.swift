import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `The triggers of an account` {
  private func worstCase(of user: Int, in exchange: TestExchange) throws -> WorstCase {
    let state = exchange.execution.state
    return try WorstCase(
      of: exchange.account(at: user), exchange.account(user), in: state, listed: ListedTriggers(in: state))
  }

  @Test func `let it fall no farther than both of them together allow`() throws {
    var exchange = try TestExchange.leveraged()
    _ = try exchange.block(at: 1_000_000)
    // 55 of 900 USDC are 6.11 %. Three quarters: it is looked at from 954,167 down. A quarter: from 15,277.8 atoms a lot up,
    // which at 100 a key is from 15,200.
    let risk = try worstCase(of: 0, in: exchange).risk
    #expect(risk.equity.rawValue == 100_000_000_000_000 - 900 * 45_832_000_000 - 900 * 15_199_999_999)
    #expect(risk.requirement.maintenance.rawValue == 45 * 954_168_000_000)
    #expect(risk.isAtOrAboveMaintenance)
    #expect(try exchange.execution.state.worstCaseViolation() == nil)
  }

  @Test func `know nothing of money that goes without a trace, which the worst case shows and the present does not`()
    throws
  {
    var exchange = try TestExchange.leveraged()
    _ = try exchange.block(at: 1_000_000)
    let place = exchange.account(0).index
    var account = try exchange.execution.state.accounts.read(place)
    account.cash = Notional(atoms: 97_000_000)
    try exchange.execution.state.accounts.write(account, at: place)
    #expect(try exchange.execution.state.risk(of: exchange.account(0)).isAtOrAboveMaintenance)
    #expect(try exchange.execution.state.worstCaseViolation() != nil)
  }

  @Test func `are overdue where a price has moved past them, and nobody looked`() throws {
    var exchange = try TestExchange.leveraged()
    _ = try exchange.block(at: 1_000_000)
    for (price, isOverdue) in [(954_168, false), (954_167, true)] as [(UInt64, Bool)] {
      var market = try exchange.execution.state.markets.read(0)
      (market.markAtomsPerLot, market.priceGeneration) = (price, market.priceGeneration + 1)
      try exchange.execution.state.markets.write(market, at: 0)
      #expect(try worstCase(of: 0, in: exchange).isOverdue == isOverdue)
    }
  }
}
