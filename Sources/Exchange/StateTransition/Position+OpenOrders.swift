import Ledger
import Merkle
import Units

extension Position {
  /// Counts an order that comes to rest among the open ones, if it is one of those that initial margin covers.
  mutating func claim(_ order: Order) {
    if order.isCovered { claim(order.side, order.remaining) }
  }

  /// `quantity` of an order is no longer open: it was filled, or taken back.
  ///
  /// - Throws: `StateAccessError.contradictory` where less than that was open.
  mutating func release(_ order: Order, _ quantity: Quantity) throws(StateAccessError) {
    if order.isCovered { try releaseOpen(order.side, quantity) }
  }

  /// How much of `quantity` on `side` may trade: all of it; of a reduce-only order, what makes the position smaller.
  func tradable(_ quantity: Quantity, _ side: Side, _ terms: OrderTerms) -> Quantity {
    guard terms.isReduceOnly else { return quantity }
    return size.side == side.opposite ? min(quantity, size.magnitude) : .zero
  }

  mutating func claim(_ side: Side, _ quantity: Quantity) {
    switch side {
    case .buy: openBuys = openBuys.adding(quantity)
    case .sell: openSells = openSells.adding(quantity)
    }
  }

  private mutating func releaseOpen(_ side: Side, _ quantity: Quantity) throws(StateAccessError) {
    switch side {
    case .buy: openBuys = try openBuys.discounting(quantity)
    case .sell: openSells = try openSells.discounting(quantity)
    }
  }
}

extension Order {
  /// Whether its account must be able to afford it before it trades.
  ///
  /// Not so a stop, which is judged when it is released, nor a reduce-only order, which never enlarges a position.
  var isCovered: Bool { terms.place == .book && !terms.isReduceOnly }
}
