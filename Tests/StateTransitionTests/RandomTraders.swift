import Cryptography
import Ledger
import SSZ
import StateTransition
import Units

/// Eight users who do at random what users do, at prices that walk and sometimes fall.
struct RandomTraders {
  private var prices: [UInt64] = [1_000_000, 1_000_000]
  private var open: [(UInt16, OrderID)] = []
  private(set) var crashes = 0

  /// One block's reports and items.
  mutating func submit(to exchange: inout TestExchange) throws {
    try movePrices(&exchange)
    for _ in 0..<Int.random(in: 0..<12, using: &exchange.random) { try act(&exchange) }
  }

  /// Takes note of the orders that now can be cancelled.
  mutating func remember(_ journal: Journal) {
    open += journal.events(.orderRested).map { (UInt16($0.market.rawValue), $0.order) }
  }

  private mutating func movePrices(_ exchange: inout TestExchange) throws {
    for market in 0..<2 where Int.random(in: 0..<10, using: &exchange.random) < 8 {
      if Int.random(in: 0..<25, using: &exchange.random) == 0 {
        prices[market] = prices[market] * UInt64.random(in: 55...70, using: &exchange.random) / 100
        crashes += 1
      } else {
        prices[market] = prices[market] * UInt64.random(in: 970...1032, using: &exchange.random) / 1000
      }
      prices[market] = max(prices[market], 10_000)
      try exchange.price(prices[market], of: UInt16(market))
    }
  }

  private func act(_ exchange: inout TestExchange) throws {
    let user = Int.random(in: 0..<8, using: &exchange.random)
    switch Int.random(in: 0..<20, using: &exchange.random) {
    case 0..<14:
      let market = UInt16.random(in: 0...1, using: &exchange.random)
      let middle = Int(prices[Int(market)] / 100)
      let tick = UInt32(max(1, middle + middle * Int.random(in: -30...30, using: &exchange.random) / 1000))
      try exchange.order(
        Bool.random(using: &exchange.random) ? .buy : .sell, UInt64.random(in: 1...300, using: &exchange.random),
        at: tick, in: market, Bool.random(using: &exchange.random) ? .goodTillCancelled : .immediateOrCancel, by: user)
    case 14..<18:
      guard let (market, order) = open.randomElement(using: &exchange.random) else { return }
      try exchange.submit(.cancel(CancelOrder(market: market, order: order)), by: user)
    case 18:
      // Somebody else's signature, then a nonce that was used before.
      let forged = exchange.transaction(by: user, .cancel(CancelOrder()))
      try exchange.submit(item: exchange.execution.domain.sign(forged, with: TestExchange.key(9)).encoded())
      let replay = Transaction(owner: exchange.owner(user), nonce: forged.nonce, action: .cancel(CancelOrder()))
      for _ in 0..<2 {
        try exchange.submit(item: exchange.execution.domain.sign(replay, with: TestExchange.key(user)).encoded())
      }
    default:
      try exchange.submit(
        item: (0..<Int.random(in: 0..<200, using: &exchange.random)).map { _ in
          UInt8.random(in: 0...255, using: &exchange.random)
        })
    }
  }
}
