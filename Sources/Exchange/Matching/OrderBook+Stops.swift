import Ledger
import Merkle
import Units

extension OrderBook {
  /// Puts a stop at the end of the queue at its trigger, and in front of its account's list, which begins at `first`.
  /// If it has an end, it is registered for it.
  ///
  /// - Parameter clock: what the keys of times are counted from.
  /// - Precondition: the book is not full; `stop.terms.place` is not the book; `stop.remaining` is not zero;
  ///   `0 < stop.triggerTick < tickLimit`.
  public mutating func park(
    _ stop: Order, first: inout Link, clock: State.Clock
  ) throws(StateAccessError) -> RestingOrder {
    precondition(stop.terms.place != .book, "an order without a trigger came to wait for one")
    return try enter(stop, first: &first, clock: clock)
  }

  /// The stop that a mark at `price` releases next; nil if it releases none.
  ///
  /// Those that waited for a rise come first, from the lowest trigger up, then those that waited for a fall, from the
  /// highest down; the oldest first at one trigger.
  public func nextStop(at mark: Price, tickAtomsPerLot: UInt32) throws(StateAccessError) -> RestingOrder? {
    let (tick, remainder) = mark.atomsPerLot.quotientAndRemainder(dividingBy: UInt64(tickAtomsPerLot))
    if let trigger = try risingStops.lowestTick(), UInt64(trigger) <= tick {
      return try firstOrder(of: risingStops, at: trigger)
    }
    if let trigger = try fallingStops.highestTick(), UInt64(trigger) >= tick + (remainder == 0 ? 0 : 1) {
      return try firstOrder(of: fallingStops, at: trigger)
    }
    return nil
  }

  /// Gives a stop another quantity and limit. It keeps its place among those with the same trigger.
  ///
  /// - Throws: `StateAccessError.contradictory` if `quantity` is zero.
  /// - Precondition: `stop` is one; `0 < tick < tickLimit`.
  public mutating func change(
    _ stop: RestingOrder, to quantity: Quantity, tick: UInt32
  ) throws(StateAccessError) {
    precondition(stop.order.isStop, "an order changed without leaving its queue")
    guard !quantity.isZero else { throw .contradictory("a stop was amended to nothing") }
    let (place, side, trigger) = (stop.order.terms.place, stop.order.side, stop.order.triggerTick)
    try change(stop.slot) { ($0.remaining, $0.tick) = (quantity, tick) }
    var level = try self[place, side].level(at: trigger)
    level.quantity = try level.quantity.discounting(stop.order.remaining).counting(quantity)
    try self[place, side].set(level, at: trigger)
  }

  @usableFromInline func firstOrder(
    of queues: LevelQueues, at tick: UInt32
  ) throws(StateAccessError) -> RestingOrder {
    guard let slot = try queues.level(at: tick).head.index else {
      throw .contradictory("a price bitmap names a level without orders")
    }
    return RestingOrder(slot: slot, order: try orders.read(slot))
  }

  /// The queues of one place and side.
  @usableFromInline subscript(place: OrderTerms.Place, side: Side) -> LevelQueues {
    @inlinable _read {
      switch (place, side) {
      case (.book, .buy): yield bids
      case (.book, .sell): yield asks
      case (.risingStop, _): yield risingStops
      case (.fallingStop, _): yield fallingStops
      }
    }
    @inlinable _modify {
      switch (place, side) {
      case (.book, .buy): yield &bids
      case (.book, .sell): yield &asks
      case (.risingStop, _): yield &risingStops
      case (.fallingStop, _): yield &fallingStops
      }
    }
  }
}

extension Order {
  /// The key under which it waits in the queues of its place: its limit, or its trigger.
  @inlinable public var queueTick: UInt32 { terms.place == .book ? tick : triggerTick }

  /// Whether it waits for the mark, and is not in the book.
  @inlinable public var isStop: Bool { terms.place != .book }
}
