import Ledger
import SSZ
import StateTransition
import TestSupport
import Units

/// Users who place, amend and cancel orders of every kind at random, one by one and in batches.
struct RandomOrders {
  var middle: UInt32 = 10_000

  mutating func submit(to exchange: inout TestExchange) throws {
    if exchange.random.oneIn(3) { middle = middle * UInt32.random(in: 970...1_031, using: &exchange.random) / 1_000 }
    if exchange.random.oneIn(20) { middle = middle * 7 / 10 }
    middle = max(middle, 1_000)
    for market in 0...1 as ClosedRange<UInt16> { try exchange.price(UInt64(middle) * 100, of: market) }
    for _ in 0..<Int.random(in: 0..<6, using: &exchange.random) {
      let user = Int.random(in: 0..<6, using: &exchange.random)
      try exchange.submit(try action(&exchange.random), by: user, sub: exchange.random.oneIn(4) ? 1 : 0)
    }
  }

  private func action(_ random: inout SplitMix64) throws -> Action {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .cancelAll(CancelAll(market: random.oneIn(2) ? CancelAll.allMarkets : market(&random)))
    case 1..<6:
      var batch = Batch()
      batch.mode = random.oneIn(2) ? .skip : .atomic
      batch.operations = try BoundedList((0..<Int.random(in: 0...5, using: &random)).map { _ in operation(&random) })
      return .batch(batch)
    default: return operation(&random).action
    }
  }

  private func operation(_ random: inout SplitMix64) -> Operation {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .cancel(CancelOrder(market: market(&random), clientID: name(&random)))
    case 1...2:
      var amendment = AmendOrder()
      (amendment.market, amendment.clientID) = (market(&random), name(&random))
      (amendment.quantity, amendment.tick) = (lots(&random), tick(&random))
      return .amend(amendment)
    default: return .place(order(&random))
    }
  }

  private func order(_ random: inout SplitMix64) -> PlaceOrder {
    var order = PlaceOrder(
      market: market(&random), side: random.oneIn(2) ? .buy : .sell,
      timeInForce: TimeInForce.allCases.randomElement(using: &random) ?? .postOnly, quantity: lots(&random),
      tick: tick(&random), clientID: name(&random))
    order.isReduceOnly = random.oneIn(4)
    order.selfTrade = SelfTrade(rawValue: UInt8.random(in: 0...3, using: &random)) ?? .expireMaker
    order.preventsByOwner = random.oneIn(2)
    if random.oneIn(6) { order.triggerTick = tick(&random) }
    return order
  }

  private func market(_ random: inout SplitMix64) -> UInt16 { random.oneIn(4) ? 1 : 0 }
  private func name(_ random: inout SplitMix64) -> UInt128 { UInt128.random(in: 1...4, using: &random) }
  private func lots(_ random: inout SplitMix64) -> Quantity { Quantity(lots: .random(in: 1...250, using: &random)) }
  private func tick(_ random: inout SplitMix64) -> UInt32 {
    UInt32.random(in: middle * 98 / 100...middle * 102 / 100, using: &random)
  }
}
