import Ledger
import Merkle

extension OrderBook {
  /// Where the places in the queues of ends lie: a slot's at its own number.
  static var expiryPlaces: TriggerPlaces { TriggerPlaces() }

  /// The order or stop whose end may have passed at the block's time; nil when nobody's has.
  ///
  /// Its time may still be to come: ends are registered by key. Then it waits on (`postponeExpiry`).
  public func nextExpiring(at clock: State.Clock) throws(StateAccessError) -> RestingOrder? {
    guard let found = try expiries.nextTimer(at: clock, Self.expiryPlaces, in: expiryTriggers) else { return nil }
    return RestingOrder(slot: found.number, order: try orders.read(found.number))
  }

  /// Lets an order wait on for its end, as seen in this block.
  public mutating func postponeExpiry(of resting: RestingOrder, at clock: State.Clock) throws(StateAccessError) {
    let trigger = Trigger(try expiryTriggers.read(resting.slot))
    try expiries.postpone(resting.slot, trigger, at: clock, Self.expiryPlaces, in: &expiryTriggers)
  }

  @usableFromInline mutating func watch(_ resting: RestingOrder, _ clock: State.Clock) throws(StateAccessError) {
    let end = resting.order.expiryMs
    let trigger = Trigger(key: clock.timerKey(of: end), value: end, generation: 0)
    try expiries.enter(resting.slot, trigger, at: Self.expiryPlaces, in: &expiryTriggers)
  }

  @usableFromInline mutating func unwatch(_ resting: RestingOrder) throws(StateAccessError) {
    try expiries.leave(resting.slot, at: Self.expiryPlaces, in: &expiryTriggers)
  }
}
