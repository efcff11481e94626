import Cryptography
import Ledger
import SSZ
import StateTransition
import TestSupport
import Units

/// Eight users who do at random what users do, at prices that walk, sometimes fall or jump, and sometimes stay away.
struct RandomTraders {
  private var prices: [UInt64] = [1_000_000, 1_000_000]
  /// Of each market, for how many blocks nobody will tell the price.
  private var silences = [0, 0]
  private var open: [(UInt16, OrderID)] = []
  private(set) var crashes = 0
  private(set) var gaps = 0

  /// One block's reports and items.
  mutating func submit(to exchange: inout TestExchange) throws {
    for market in 0..<2 { try movePrice(of: market, &exchange) }
    for _ in 0..<Int.random(in: 0..<12, using: &exchange.random) { try act(&exchange) }
  }

  /// Takes note of the orders that now can be cancelled.
  mutating func remember(_ journal: Journal) {
    open += journal.events(.orderRested).map { (UInt16($0.market.rawValue), $0.order) }
  }

  private mutating func movePrice(of market: Int, _ exchange: inout TestExchange) throws {
    switch Int.random(in: 0..<50, using: &exchange.random) {
    case 0, 1: move(market, percent: .random(in: 45...70, using: &exchange.random))
    case 2: move(market, percent: .random(in: 130...180, using: &exchange.random))
    case 3:
      silences[market] = Int.random(in: 4...9, using: &exchange.random)
      gaps += 1
    default:
      prices[market] = prices[market] * UInt64.random(in: 970...1032, using: &exchange.random) / 1000
    }
    prices[market] = min(max(prices[market], 10_000), 100_000_000)
    silences[market] = max(silences[market] - 1, 0)
    guard silences[market] == 0, Int.random(in: 0..<10, using: &exchange.random) < 8 else { return }
    try exchange.price(prices[market], of: UInt16(market))
  }

  private mutating func move(_ market: Int, percent: UInt64) {
    prices[market] = prices[market] * percent / 100
    crashes += 1
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
    case 18: try actAsSomebodyElse(user, &exchange)
    default:
      let length = Int.random(in: 0..<200, using: &exchange.random)
      try exchange.submit(item: exchange.random.bytes(length))
    }
  }

  /// Somebody else's signature, then a nonce that was used before.
  private func actAsSomebodyElse(_ user: Int, _ exchange: inout TestExchange) throws {
    let forged = exchange.transaction(by: user, .cancel(CancelOrder()))
    try exchange.submit(item: exchange.execution.domain.sign(forged, with: TestExchange.key(9)).encoded())
    let replay = Transaction(owner: exchange.owner(user), nonce: forged.nonce, action: .cancel(CancelOrder()))
    for _ in 0..<2 {
      try exchange.submit(item: exchange.execution.domain.sign(replay, with: TestExchange.key(user)).encoded())
    }
  }
}
