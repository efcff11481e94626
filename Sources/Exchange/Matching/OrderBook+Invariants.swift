import Cryptography
import Ledger
import Merkle
import Units

extension OrderBook {
  /// What is wrong with the book as a whole: nil, unless there is a bug. For tests and checkpoints; O(orders).
  ///
  /// Not crossed; every level, of prices and of stops' triggers, sorted by time, its sums right, its bit set exactly when
  /// it has orders; as many orders as are counted; every other slot free, once; every order with an end registered for
  /// it once, and no other.
  ///
  /// - Parameter clock: what the keys of times are counted from.
  public func violation(clock: State.Clock) throws(StateAccessError) -> String? {
    // First of all: the search for the best price trusts the bitmaps.
    for queues in Self.allQueues {
      if let violation = self[queues.place, queues.side].bitmapViolation { return violation }
    }
    if let bid = try bestTick(of: .buy), let ask = try bestTick(of: .sell), bid >= ask {
      return "the book is crossed: bid \(bid), ask \(ask)"
    }
    var (listed, ends) = (0, 0)
    for queues in Self.allQueues {
      for (tick, chunk) in self[queues.place, queues.side].knownLevels {
        let level = PriceLevel(chunk)
        if let violation = try violation(of: level, queues, tick, &ends) { return violation }
        listed += Int(level.orderCount)
      }
    }
    guard listed == openOrderCount else { return "\(listed) orders in queues, \(openOrderCount) counted" }
    if let violation = try freeListViolation(listed: listed) { return violation }
    return try expiryViolation(ends: ends, clock)
  }

  /// Those of stops hold both sides.
  private static let allQueues: [(place: OrderTerms.Place, side: Side)] = [
    (.book, .buy), (.book, .sell), (.risingStop, .buy), (.fallingStop, .buy),
  ]

  /// - Parameter ends: counts the orders that have one.
  private func violation(
    of level: PriceLevel, _ queues: (place: OrderTerms.Place, side: Side), _ tick: UInt32, _ ends: inout Int
  ) throws(StateAccessError) -> String? {
    var (link, previous, lots, count, sequence) = (level.head, Link.none, UInt64(0), UInt32(0), UInt64(0))
    while let slot = link.index {
      let order = try orders.read(slot)
      guard order.terms.place == queues.place, order.isStop || order.side == queues.side, order.queueTick == tick
      else { return "order \(slot) stands at a foreign level" }
      guard order.previous == previous else { return "order \(slot) does not link back" }
      guard order.sequence > sequence else { return "order \(slot) stands before an older one" }
      guard !order.remaining.isZero else { return "order \(slot) is empty" }
      (previous, sequence, link) = (link, order.sequence, order.next)
      lots += order.remaining.lots
      count += 1
      if order.expiryMs != 0 { ends += 1 }
    }
    guard level.tail == previous else { return "level \(tick) ends elsewhere than it says" }
    guard lots == level.quantity.lots, count == level.orderCount else { return "level \(tick) counts wrongly" }
    return nil
  }

  private func freeListViolation(listed: Int) throws(StateAccessError) -> String? {
    var (link, free) = (firstFree, 0)
    while let slot = link.index, free <= Int(orders.count) {
      let order = try orders.read(slot)
      guard order.sequence == 0 else { return "slot \(slot) is both free and taken" }
      link = order.next
      free += 1
    }
    return free + listed == Int(orders.count) ? nil : "\(free) free and \(listed) taken of \(orders.count) slots"
  }

  private func expiryViolation(ends: Int, _ clock: State.Clock) throws(StateAccessError) -> String? {
    var (registered, triggers) = (0, 0)
    let violation = try expiries.violation(at: Self.expiryPlaces, in: expiryTriggers) {
      (slot, trigger) throws(StateAccessError) in
      registered += 1
      guard trigger.key == clock.timerKey(of: trigger.value) else {
        return "the end of order \(slot) has a foreign key"
      }
      let order = try orders.read(slot)
      return order.expiryMs == trigger.value ? nil : "order \(slot) is registered for another end than its own"
    }
    expiryTriggers.forEach(where: { !$0.isZero }) { (_, _) in triggers += 1 }
    if let violation { return violation }
    guard registered == ends, triggers == ends else { return "\(ends) orders have an end, \(triggers) are registered" }
    return nil
  }
}
