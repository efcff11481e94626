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
  func tick(_ side: Side, _ patience: Patience) -> UInt32 { tick(side, patience, from: mark) }

  /// The same around another price than the mark.
  func tick(_ side: Side, _ patience: Patience, from price: Price) -> UInt32 {
    let million: UInt128 = 1_000_000
    let factor = patience.isBelowMark(side) ? million - UInt128(patience.offset) : million + UInt128(patience.offset)
    let (product, tickAtoms) = (UInt128(price.atomsPerLot) * factor, UInt128(rules.tickAtomsPerLot) * million)
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
  ) -> PlaceOrder? {
    quantity(lots, room: holding.room(side, in: rules)).map { quantity in
      PlaceOrder(
        market: UInt16(id.rawValue), side: side, timeInForce: timeInForce, quantity: quantity,
        tick: tick(side, patience))
    }
  }

  /// An order that only takes from a position of `lots`; nil when that is below the smallest order.
  func reduction(_ side: Side, lots: UInt64, _ patience: Patience, _ timeInForce: TimeInForce) -> PlaceOrder? {
    var order = order(side, lots: lots, patience, timeInForce, holding: Holding())
    order?.isReduceOnly = true
    return order
  }

  /// `order` moved to another distance from the mark, and changed to `lots`, within the bounds of a new one.
  func amendment(of order: RestingOrder, lots: UInt64, _ patience: Patience, holding: Holding) -> AmendOrder? {
    let room = holding.room(order.side, in: rules) + order.remaining.lots
    return quantity(lots, room: room).map { amendment(of: order, $0, tick: tick(order.side, patience)) }
  }

  /// By the order's own name, if its owner gave it one.
  func amendment(of order: RestingOrder, _ quantity: Quantity, tick: UInt32) -> AmendOrder {
    var amendment = AmendOrder()
    amendment.market = UInt16(id.rawValue)
    amendment.clientID = order.clientID
    if order.clientID == 0 { amendment.order = order.id }
    amendment.quantity = quantity
    amendment.tick = tick
    return amendment
  }

  /// By the order's own name, if its owner gave it one.
  func cancel(_ order: RestingOrder) -> CancelOrder {
    let market = UInt16(id.rawValue)
    return order.clientID == 0
      ? CancelOrder(market: market, order: order.id) : CancelOrder(market: market, clientID: order.clientID)
  }

  private func quantity(_ lots: UInt64, room: UInt64) -> Quantity? {
    let lots = min(lots, rules.orderMaximum.lots, room)
    return lots > 0 && lots >= rules.orderMinimum.lots ? Quantity(lots: lots) : nil
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
