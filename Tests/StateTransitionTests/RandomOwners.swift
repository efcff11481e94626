import Cryptography
import Ledger
import SSZ
import StateTransition
import TestSupport
import Units

/// Eight users who move money between sub-accounts, isolated markets, each other and the outbox, and trade meanwhile.
struct RandomOwners {
  private var prices: [UInt64] = [1_000_000, 1_000_000]
  private var collateralPrice: UInt64 = 1_000_000

  mutating func submit(to exchange: inout TestExchange) throws {
    for market in 0..<2 {
      prices[market] = prices[market] * UInt64.random(in: 940...1_062, using: &exchange.random) / 1_000
      try exchange.price(max(prices[market], 10_000), of: UInt16(market))
    }
    collateralPrice = max(collateralPrice * UInt64.random(in: 940...1_062, using: &exchange.random) / 1_000, 10_000)
    try exchange.price(collateralPrice, of: CollateralRules.feed)
    if exchange.random.oneIn(3) {
      try exchange.deposit(lots: .random(in: 1...5, using: &exchange.random), by: user(&exchange))
    }
    for _ in 0..<Int.random(in: 0..<15, using: &exchange.random) {
      let action = action(in: &exchange)
      try exchange.submit(action, by: user(&exchange), sub: exchange.random.oneIn(3) ? 0 : 1)
    }
  }

  private func user(_ exchange: inout TestExchange) -> Int { .random(in: 0..<8, using: &exchange.random) }

  private func action(in exchange: inout TestExchange) -> Action {
    let market = UInt16.random(in: 0...1, using: &exchange.random)
    switch Int.random(in: 0..<10, using: &exchange.random) {
    case 0..<2:
      return exchange.transfer(
        amount(&exchange), of: asset(&exchange), to: user(&exchange), sub: .random(in: 0...2, using: &exchange.random))
    case 2: return TestExchange.withdrawal(amount(&exchange) / 8, of: asset(&exchange))
    case 3: return TestExchange.join(market)
    case 4..<6: return TestExchange.isolate(market, with: .random(in: -4_000_000...6_000_000, using: &exchange.random))
    default:
      let middle = Int(prices[Int(market)] / 100)
      let tick = UInt32(max(1, middle + middle * Int.random(in: -30...30, using: &exchange.random) / 1000))
      return .place(
        TestExchange.place(
          Bool.random(using: &exchange.random) ? .buy : .sell, .random(in: 1...80, using: &exchange.random), at: tick,
          in: market))
    }
  }

  private func asset(_ exchange: inout TestExchange) -> Asset { exchange.random.oneIn(3) ? .collateral : .quote }

  /// Often little, sometimes more than there is; lots of collateral are fewer.
  private func amount(_ exchange: inout TestExchange) -> UInt64 {
    UInt64.random(in: 0..<8_000_000, using: &exchange.random) >> UInt64.random(in: 0...22, using: &exchange.random)
  }
}
