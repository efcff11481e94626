import Ledger
import Units

/// A market as a trader sees it: its rules, and the price to trade around.
struct MarketQuote: Sendable {
  let id: MarketID
  let rules: MarketRules
  let mark: Price

  /// All markets that have a mark, by number.
  static func all(in state: State) -> [MarketQuote] {
    state.knownMarkets.compactMap { market in
      market.market.mark.map { MarketQuote(id: market.id, rules: market.rules, mark: $0) }
    }
  }
}

extension MarketQuote {
  /// The tick of `mark × (1 ± offset)`: below the mark for a buyer that waits and a seller that hurries. Rounded down
  /// for buyers and up for sellers, and kept to what an order may name.
  func tick(_ side: Side, _ patience: Patience) -> UInt32 {
    let million: UInt128 = 1_000_000
    let factor = patience.isBelowMark(side) ? million - UInt128(patience.offset) : million + UInt128(patience.offset)
    let (product, tickAtoms) = (UInt128(mark.atomsPerLot) * factor, UInt128(rules.tickAtomsPerLot) * million)
    let ticks = side == .buy ? product / tickAtoms : (product + tickAtoms - 1) / tickAtoms
    return UInt32(min(max(ticks, 1), UInt128(MarketRules.tickLimit - 1)))
  }

  /// How many lots `notional` buys at the mark, rounded down; zero for a negative amount.
  func lots(for notional: Notional) -> UInt64 {
    UInt64(min(max(notional.atoms, 0) / Int128(mark.atomsPerLot), Int128(Quantity.limit - 1)))
  }

  /// An order of at most `lots`: no more than the market takes at once, and than `holding` leaves room for. nil when
  /// what is left is below the smallest order.
  func order(
    _ side: Side, lots: UInt64, _ patience: Patience, _ timeInForce: TimeInForce, holding: Holding
  ) -> Action? {
    let lots = min(lots, rules.orderMaximum.lots, holding.room(side, in: rules))
    guard lots > 0, lots >= rules.orderMinimum.lots else { return nil }
    return .place(
      PlaceOrder(
        market: UInt16(id.rawValue), side: side, timeInForce: timeInForce, quantity: Quantity(lots: lots),
        tick: tick(side, patience)))
  }

  func cancel(_ order: RestingOrder) -> Action {
    .cancel(CancelOrder(market: UInt16(id.rawValue), order: order.id))
  }
}

/// How far from the mark an order's limit is, in parts per million of the mark, and on which side of it.
enum Patience: Equatable, Sendable {
  /// At a better price than the mark.
  case waiting(UInt64)
  /// At a worse price than the mark, if it must be.
  case hurrying(UInt64)

  /// Below a million.
  var offset: UInt64 {
    switch self {
    case .waiting(let offset), .hurrying(let offset): offset
    }
  }

  func isBelowMark(_ side: Side) -> Bool {
    switch self {
    case .waiting: side == .buy
    case .hurrying: side == .sell
    }
  }
}
