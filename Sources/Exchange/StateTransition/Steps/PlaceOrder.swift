import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// Checks an order, and begins to match it; or lets it wait, if it is a stop.
  ///
  /// - Parameter cross: the cross bucket of the sub-account that asks, or the account that trades the market for it.
  mutating func place(
    _ order: PlaceOrder, for cross: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    if order.isStop { return try placeStop(order, for: cross, into: &journal) }
    let placement = try check(order, for: cross)
    try checking { () throws(Refusal) in try order.checkEnd(at: state.clock.timestampMs) }
    begin(order, as: placement)
  }

  /// Puts an order that may be placed into the frame.
  mutating func begin(_ order: PlaceOrder, as placement: Placement) {
    work.kind = order.timeInForce == .fillOrKill ? .sumLevels : .matchOrder
    work.account = placement.id
    work.market = placement.market
    work.side = order.side
    work.terms = OrderTerms(order)
    work.tick = order.tick
    work.remaining = order.quantity
    work.clientID = order.clientID
    work.expiryMs = order.expiryMs
    work.order = OrderID(rawValue: 0)
  }
}

extension OrderTerms {
  /// What `order` is bound to, in the book.
  init(_ order: PlaceOrder) {
    self.init()
    timeInForce = order.timeInForce
    selfTrade = order.selfTrade
    preventsByOwner = order.preventsByOwner
    isReduceOnly = order.isReduceOnly
  }
}
