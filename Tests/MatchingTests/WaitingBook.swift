import Ledger
import Matching
import Merkle
import Units

/// The exchange's own book, with orders and stops of one account at times that a test sets.
struct WaitingBook {
  var book = OrderBook(at: State.position(ofBook: MarketID(0)))
  var clock = State.Clock()
  private(set) var accountFirst = Link.none

  init(startMs: UInt64 = 1_000_000) {
    clock.startMs = startMs
    clock.timestampMs = startMs
  }

  @discardableResult
  mutating func rest(
    _ side: Side, at tick: UInt32, lots: UInt64 = 1, until expiryMs: UInt64 = 0
  ) throws(StateAccessError) -> RestingOrder {
    var order = Order()
    order.side = side
    order.tick = tick
    order.remaining = Quantity(lots: lots)
    order.expiryMs = expiryMs
    return try book.rest(order, first: &accountFirst, clock: clock)
  }

  @discardableResult
  mutating func park(
    _ place: OrderTerms.Place, at trigger: UInt32, lots: UInt64 = 1, until expiryMs: UInt64 = 0
  ) throws(StateAccessError) -> RestingOrder {
    var stop = Order()
    stop.side = place == .risingStop ? .buy : .sell
    stop.terms.place = place
    stop.tick = 7
    stop.triggerTick = trigger
    stop.remaining = Quantity(lots: lots)
    stop.expiryMs = expiryMs
    return try book.park(stop, first: &accountFirst, clock: clock)
  }

  /// As the slot has it now: its neighbours may have changed since.
  mutating func remove(_ id: OrderID) throws(StateAccessError) {
    guard let resting = try book.order(id) else { return }
    try book.remove(resting, first: &accountFirst)
  }

  mutating func advance(toMs timestampMs: UInt64) {
    clock.blockNumber += 1
    clock.timestampMs = timestampMs
  }

  /// Takes out every order whose end has passed, as a block does, and counts whom it looked at.
  mutating func expire() throws(StateAccessError) -> (expired: [OrderID], steps: Int) {
    var (expired, steps) = ([OrderID](), 0)
    while let resting = try book.nextExpiring(at: clock) {
      steps += 1
      if resting.order.expiryMs < clock.timestampMs {
        expired.append(resting.id)
        try remove(resting.id)
      } else {
        try book.postponeExpiry(of: resting, at: clock)
      }
    }
    return (expired, steps)
  }

  func violation() throws(StateAccessError) -> String? { try book.violation(clock: clock) }
}
