import Ledger
import Merkle
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `An index of triggers` {
  /// Half of the accounts are long and half short, at two to nine times their cash, some in both markets; and the markets
  /// have fallen by 5 % since they traded. From then on prices walk, in every block by up to 0.25 %.
  @Test func `wakes fewer than one account in a hundred by a price, when markets are calm`() throws {
    let (users, rounds) = (500, 200)
    var exchange = try TestExchange(seed: Seeds.all.last ?? 0, publishers: 1, tiers: TestExchange.flatTier)
    try open(users: users, &exchange)
    var (prices, wakeUps) = ([950_000, 950_000] as [UInt64], 0)
    _ = try exchange.block(at: prices[0], prices[1])
    for _ in 0..<rounds {
      for market in 0..<2 {
        prices[market] = prices[market] * UInt64.random(in: 997_500...1_002_506, using: &exchange.random) / 1_000_000
      }
      wakeUps += try exchange.block(at: prices[0], prices[1]).wakeUpCount
    }
    #expect(wakeUps < users * rounds / 100, "\(wakeUps) of \(users * rounds)")
    #expect(wakeUps > 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  /// Each pair of users trades with the other, in market 0, in market 1, or in both.
  private func open(users: Int, _ exchange: inout TestExchange) throws {
    for user in 0..<users { try exchange.deposit(100_000_000, by: user) }
    _ = try exchange.block(at: 1_000_000, 1_000_000)
    for first in stride(from: 0, to: users, by: 2) {
      for market in 0..<2 as Range<UInt16> where exchange.random.oneIn(2) || market == 0 {
        let lots = UInt64.random(in: 250...450, using: &exchange.random)
        try exchange.order(.sell, lots, at: 10_000, in: market, by: first)
        try exchange.order(.buy, lots, at: 10_000, in: market, by: first + 1)
      }
      if first % 50 == 48 { _ = try exchange.block(at: 1_000_000, 1_000_000) }
    }
    _ = try exchange.block(at: 1_000_000, 1_000_000)
    #expect(exchange.execution.state.positions.known.reduce(into: 0) { $0 += $1.1.size.isZero ? 0 : 1 } >= users)
  }
}
