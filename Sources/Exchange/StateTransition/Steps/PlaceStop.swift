import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Checks a stop, and lets it wait for the mark.
  ///
  /// It is one of the account's open orders, but none of those that initial margin covers: what it may do is judged when
  /// it is released, as of an order that comes then.
  mutating func placeStop(
    _ stop: PlaceOrder, for cross: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    let placement = try checkStop(stop, for: cross)
    try checking { () throws(Refusal) in try stop.checkEnd(at: state.clock.timestampMs) }
    try reading { () throws(StateAccessError) in
      try park(stop, as: placement, into: &journal)
      try endOperation(into: &journal)
    }
  }

  /// Whether a stop may be placed now, but for its end. There must be a mark, but it need not be fresh.
  func checkStop(_ stop: PlaceOrder, for cross: AccountID) throws(StepFailure) -> Placement {
    let market = try knownMarket(stop.market)
    let placement = try reading { () throws(StateAccessError) in try readPlacement(for: cross, in: market) }
    guard let mark = placement.current.mark else { throw .refused(Refusal(.priceAbsent)) }
    let rules = placement.rules
    try checking { () throws(Refusal) in
      try rules.check(stop)
      try rules.check(tick: stop.triggerTick, quantity: stop.quantity)
    }
    try checkRoom(of: placement)
    try checking { () throws(Refusal) in
      try stop.checkTrigger(rules.price(ofTick: stop.triggerTick), at: mark)
    }
    return placement
  }

  private mutating func park(
    _ order: PlaceOrder, as placement: Placement, into journal: inout Journal
  ) throws(StateAccessError) {
    let (market, rules) = (placement.market, placement.rules)
    var held = try openPosition(of: placement.id, in: market)
    var stop = Order(order)
    stop.account = placement.id
    stop.position = UInt32(held.index)
    let waiting = try state.books[state.books.place(of: market)].park(
      stop, first: &held.position.firstOrder, clock: state.clock)
    try state.positions.write(held.position, at: held.index)
    var account = try state.accounts.read(placement.id.index)
    try account.openOrderCount.countUp()
    try state.accounts.write(account, at: placement.id.index)
    emit(
      .stopPlaced(
        waiting.id, waiting.order, in: market, at: rules.price(ofTick: order.tick),
        trigger: rules.price(ofTick: order.triggerTick)), into: &journal)
  }
}

extension Order {
  /// The stop that `order` asks for; whose it is, is still to be said.
  fileprivate init(_ order: PlaceOrder) {
    self.init()
    side = order.side
    tick = order.tick
    terms = OrderTerms(order)
    terms.place = order.waitsForRise ? .risingStop : .fallingStop
    triggerTick = order.triggerTick
    band = order.band
    expiryMs = order.expiryMs
    remaining = order.quantity
    clientID = order.clientID
  }
}

extension PlaceOrder {
  /// Whether it is a stop: it waits for the mark.
  var isStop: Bool { triggerTick != 0 }

  /// Whether its trigger lies above the mark. A stop waits for a loss, a take-profit for a gain.
  var waitsForRise: Bool { (side == .buy) == (trigger == .stop) }

  /// A stop whose trigger is met already would be released at once: it is more likely a mistake than a wish.
  fileprivate func checkTrigger(_ trigger: Price, at mark: Price) throws(Refusal) {
    guard waitsForRise ? mark < trigger : mark > trigger else {
      throw Refusal(.triggerMet, limit: trigger.atomsPerLot, found: mark.atomsPerLot)
    }
  }

  /// An order is good up to and including the last millisecond that it names.
  func checkEnd(at timestampMs: UInt64) throws(Refusal) {
    guard expiryMs == 0 || timestampMs <= expiryMs else {
      throw Refusal(.orderExpired, limit: expiryMs, found: timestampMs)
    }
  }
}
