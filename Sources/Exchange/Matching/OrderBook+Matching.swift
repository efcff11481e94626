import Cryptography
import Ledger
import Merkle
import Units

/// An order in its slot.
public struct RestingOrder: Equatable, Sendable {
  public let slot: UInt64
  public var order: Order

  @inlinable public init(slot: UInt64, order: Order) {
    self.slot = slot
    self.order = order
  }

  public var id: OrderID { OrderID(slot: slot, sequence: order.sequence) }
}

extension OrderBook {
  /// The best price of `side`, if it has orders.
  @inlinable public func bestTick(of side: Side) throws(StateAccessError) -> UInt32? {
    switch side {
    case .buy: try bids.highestTick()
    case .sell: try asks.lowestTick()
    }
  }

  /// Whom an order on `side` with this limit meets next: the oldest order at the best opposite price that it crosses.
  @inlinable public func nextMaker(for side: Side, limit tick: UInt32) throws(StateAccessError) -> RestingOrder? {
    guard let best = try bestTick(of: side.opposite), side == .buy ? best <= tick : best >= tick else { return nil }
    return try firstOrder(of: self[side.opposite], at: best)
  }

  /// The next best price that an order on `side` with this limit crosses: behind `last`, or the best of all.
  public func nextTick(
    for side: Side, limit: UInt32, after last: UInt32?
  ) throws(StateAccessError) -> UInt32? {
    let next: UInt32? =
      switch (side, last) {
      case (_, nil): try bestTick(of: side.opposite)
      case (.buy, let last?): try asks.nextKey(above: last)
      case (.sell, let last?): try bids.nextKey(below: last)
      }
    guard let next, side == .buy ? next <= limit : next >= limit else { return nil }
    return next
  }

  /// The order that `id` names, if it still rests.
  public func order(_ id: OrderID) throws(StateAccessError) -> RestingOrder? {
    guard id.sequence > 0, id.slot < orders.count else { return nil }
    let order = try orders.read(id.slot)
    return order.sequence == id.sequence ? RestingOrder(slot: id.slot, order: order) : nil
  }

  public var isFull: Bool { firstFree == .none && orders.count >= Self.orderLimit }

  /// Puts `order` at the end of the queue at its price, and in front of its account's list, which begins at `first`.
  /// If it has an end, it is registered for it.
  ///
  /// - Parameter clock: what the keys of times are counted from.
  /// - Throws: `StateAccessError.contradictory` if it is a stop, if nothing remains of it, or if all numbers are used up.
  /// - Precondition: the book is not full; `0 < order.tick < tickLimit`.
  @inlinable public mutating func rest(
    _ order: Order, first: inout Link, clock: State.Clock
  ) throws(StateAccessError) -> RestingOrder {
    guard order.terms.place == .book else { throw .contradictory("a stop came to rest") }
    return try enter(order, first: &first, clock: clock)
  }

  /// Puts `order` into the arena, its queue, its account's list and the register of ends.
  @inlinable mutating func enter(
    _ order: Order, first: inout Link, clock: State.Clock
  ) throws(StateAccessError) -> RestingOrder {
    guard !order.remaining.isZero else { throw .contradictory("an empty order came to rest") }
    guard sequence < OrderID.sequenceLimit else { throw .contradictory("the numbers of a book's orders are used up") }
    var resting = RestingOrder(slot: try takeSlot(), order: order)
    sequence += 1
    resting.order.sequence = sequence
    try enqueue(&resting)
    resting.order.accountNext = first
    resting.order.accountPrevious = .none
    if let neighbour = first.index {
      try change(neighbour) { $0.accountPrevious = Link(resting.slot) }
    }
    first = Link(resting.slot)
    try orders.write(resting.order, at: resting.slot)
    try openOrderCount.countUp()
    if order.expiryMs != 0 { try watch(resting, clock) }
    return resting
  }

  /// Takes an order or a stop out of its queue, its account's list, which begins at `first`, and the register of ends,
  /// and frees its slot.
  @inlinable public mutating func remove(_ resting: RestingOrder, first: inout Link) throws(StateAccessError) {
    try dequeue(resting)
    let order = resting.order
    if order.expiryMs != 0 { try unwatch(resting) }
    if let previous = order.accountPrevious.index {
      try change(previous) { $0.accountNext = order.accountNext }
    } else {
      first = order.accountNext
    }
    if let next = order.accountNext.index {
      try change(next) { $0.accountPrevious = order.accountPrevious }
    }
    var free = Order()
    free.next = firstFree
    try orders.write(free, at: resting.slot)
    firstFree = Link(resting.slot)
    try openOrderCount.countDown()
  }

  /// Takes `quantity` off an order, which keeps its place.
  ///
  /// - Precondition: something remains of the order.
  @inlinable public mutating func reduce(
    _ resting: RestingOrder, by quantity: Quantity
  ) throws(StateAccessError) {
    precondition(quantity < resting.order.remaining, "an order is reduced to nothing and not removed")
    var order = resting.order
    order.remaining = order.remaining.subtracting(quantity)
    try orders.write(order, at: resting.slot)
    let (place, tick) = (order.terms.place, order.queueTick)
    var level = try self[place, order.side].level(at: tick)
    level.quantity = try level.quantity.discounting(quantity)
    try self[place, order.side].set(level, at: tick)
  }

  @inlinable mutating func change(
    _ slot: UInt64, _ change: (inout Order) -> Void
  ) throws(StateAccessError) {
    var order = try orders.read(slot)
    change(&order)
    try orders.write(order, at: slot)
  }

  /// The slot freed last, or a new one.
  @usableFromInline mutating func takeSlot() throws(StateAccessError) -> UInt64 {
    guard let slot = firstFree.index else { return try orders.append(Order()) }
    firstFree = try orders.read(slot).next
    return slot
  }

  @usableFromInline mutating func enqueue(_ resting: inout RestingOrder) throws(StateAccessError) {
    let order = resting.order
    let (place, tick) = (order.terms.place, order.queueTick)
    var level = try self[place, order.side].level(at: tick)
    resting.order.previous = level.tail
    resting.order.next = .none
    if let tail = level.tail.index {
      let slot = resting.slot
      try change(tail) { $0.next = Link(slot) }
    } else {
      level.head = Link(resting.slot)
    }
    level.tail = Link(resting.slot)
    try level.count(order.remaining)
    try self[place, order.side].set(level, at: tick)
  }

  @usableFromInline mutating func dequeue(_ resting: RestingOrder) throws(StateAccessError) {
    let order = resting.order
    let (place, tick) = (order.terms.place, order.queueTick)
    var level = try self[place, order.side].level(at: tick)
    if let previous = order.previous.index {
      try change(previous) { $0.next = order.next }
    } else {
      level.head = order.next
    }
    if let next = order.next.index {
      try change(next) { $0.previous = order.previous }
    } else {
      level.tail = order.previous
    }
    try level.discount(order.remaining)
    try self[place, order.side].set(level, at: tick)
  }
}

extension OrderBook {
  /// The best price levels of one side, best first, at most `limit` of them.
  public func levels(
    of side: Side, limit: Int
  ) throws(StateAccessError) -> [(tick: UInt32, level: PriceLevel)] {
    var rest = self[side]
    var levels: [(tick: UInt32, level: PriceLevel)] = []
    while levels.count < limit, let tick = try side == .buy ? rest.highestTick() : rest.lowestTick() {
      levels.append((tick, try rest.level(at: tick)))
      try rest.set(PriceLevel(Bytes32()), at: tick)
    }
    return levels
  }
}
