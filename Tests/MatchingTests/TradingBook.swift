import Ledger
import Matching
import Merkle
import Units

/// A trade, with the orders by the numbers that the test gave them.
struct Trade: Equatable {
  var maker: UInt64
  var taker: UInt64
  var tick: UInt32
  var lots: UInt64
}

/// What resting orders one side has, best first, oldest first.
struct Resting: Equatable {
  var id: UInt64
  var tick: UInt32
  var lots: UInt64
}

/// What a test does to a book.
enum BookOperation {
  case limit(id: UInt64, Side, tick: UInt32, lots: UInt64)
  case immediate(id: UInt64, Side, tick: UInt32, lots: UInt64)
  case cancel(id: UInt64)
}

/// The exchange's own book, driven by its own functions as the state transition drives them, without accounts.
struct TradingBook {
  var book = OrderBook(at: State.position(ofBook: MarketID(0)))
  private var accountFirst = Link.none
  private var names: [UInt64: OrderID] = [:]

  /// - Returns: the trades that it caused.
  mutating func carryOut(_ operation: BookOperation) throws(StateAccessError) -> [Trade] {
    switch operation {
    case .limit(let id, let side, let tick, let lots):
      let (trades, rest) = try match(id, side, tick, lots)
      if rest > 0 { try place(id, side, tick, rest) }
      return trades
    case .immediate(let id, let side, let tick, let lots): return try match(id, side, tick, lots).trades
    case .cancel(let id):
      if let name = names[id], let resting = try book.order(name) { try book.remove(resting, first: &accountFirst) }
      return []
    }
  }

  private mutating func match(
    _ id: UInt64, _ side: Side, _ tick: UInt32, _ lots: UInt64
  ) throws(StateAccessError) -> (trades: [Trade], rest: UInt64) {
    var (trades, rest) = ([Trade](), lots)
    while rest > 0, let maker = try book.nextMaker(for: side, limit: tick) {
      let quantity = min(rest, maker.order.remaining.lots)
      trades.append(
        Trade(
          maker: UInt64(truncatingIfNeeded: maker.order.clientID), taker: id, tick: maker.order.tick, lots: quantity))
      rest -= quantity
      if quantity == maker.order.remaining.lots {
        try book.remove(maker, first: &accountFirst)
      } else {
        try book.reduce(maker, by: Quantity(lots: quantity))
      }
    }
    return (trades, rest)
  }

  private mutating func place(
    _ id: UInt64, _ side: Side, _ tick: UInt32, _ lots: UInt64
  ) throws(StateAccessError) {
    var order = Order()
    order.clientID = UInt128(id)
    order.side = side
    order.tick = tick
    order.remaining = Quantity(lots: lots)
    names[id] = try book.rest(order, first: &accountFirst).id
  }

  /// The orders of `side`, read off the best level again and again.
  func resting(_ side: Side) throws(StateAccessError) -> [Resting] {
    var copy = self
    var found: [Resting] = []
    while let order = try copy.book.nextMaker(for: side.opposite, limit: side == .buy ? 1 : MarketRules.tickLimit - 1) {
      found.append(
        Resting(
          id: UInt64(truncatingIfNeeded: order.order.clientID), tick: order.order.tick,
          lots: order.order.remaining.lots))
      try copy.book.remove(order, first: &copy.accountFirst)
    }
    return found
  }

  /// The same, read off the queues at `ticks` (best first) without taking anything out.
  func resting(_ side: Side, at ticks: [UInt32]) throws(StateAccessError) -> [Resting] {
    var found: [Resting] = []
    for tick in ticks {
      var link = PriceLevel(try book[side].levels.read(UInt64(tick))).head
      while let slot = link.index {
        let order = try book.orders.read(slot)
        found.append(
          Resting(id: UInt64(truncatingIfNeeded: order.clientID), tick: order.tick, lots: order.remaining.lots))
        link = order.next
      }
    }
    return found
  }

  /// The orders of the one account that owns them all, newest first.
  func ownersList() throws(StateAccessError) -> [UInt64] {
    var (link, found) = (accountFirst, [UInt64]())
    while let slot = link.index {
      let order = try book.orders.read(slot)
      found.append(UInt64(truncatingIfNeeded: order.clientID))
      link = order.accountNext
    }
    return found
  }
}
