import Ledger
import Merkle
import Units

extension Execution {
  /// Begins to close a position through the book, by an order like any other that only reduces.
  mutating func close(
    _ close: ClosePosition, for cross: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    let market = try knownMarket(close.market)
    let held = try reading { () throws(StateAccessError) in try readPlacement(for: cross, in: market) }
    guard let order = PlaceOrder(close, of: held.before, held.rules) else {
      throw .refused(Refusal(.reduceOnlyWouldIncrease, limit: 0, found: close.quantity.lots))
    }
    try place(order, for: cross, into: &journal)
  }
}

extension PlaceOrder {
  /// The order that closes `position`; nil where there is none.
  ///
  /// Without a limit it takes the last price that a book may have. Without a quantity it asks for all, or for what one
  /// order may ask for if that is less; a rest below the smallest order asks for that one, which trades no more than
  /// there is.
  fileprivate init?(_ close: ClosePosition, of position: Position, _ rules: MarketRules) {
    guard let held = position.size.side else { return nil }
    let whole = max(rules.orderMinimum, min(position.size.magnitude, rules.orderMaximum))
    let last = held == .buy ? 1 : MarketRules.tickLimit - 1
    self.init(
      market: close.market, side: held.opposite, timeInForce: .immediateOrCancel,
      quantity: close.quantity.isZero ? whole : close.quantity, tick: close.tick == 0 ? last : close.tick)
    isReduceOnly = true
  }
}
