import Benchmarks
import Ledger
import Matching
import Merkle
import Units

/// What resting orders one side has, best first, oldest first.
struct Resting: Equatable {
  var id: UInt64
  var tick: UInt32
  var lots: UInt64
}

extension TradingBook {
  /// - Returns: the trades that it caused.
  mutating func carryOut(_ operation: BookOperation) throws(StateAccessError) -> [Trade] {
    var trades: [Trade] = []
    try carryOut(operation, into: &trades)
    return trades
  }

  /// The orders of `side`, read off the best level again and again.
  func resting(_ side: Side) throws(StateAccessError) -> [Resting] {
    var (book, first) = (book, accountFirst)
    var found: [Resting] = []
    while let order = try book.nextMaker(for: side.opposite, limit: side == .buy ? 1 : MarketRules.tickLimit - 1) {
      found.append(
        Resting(
          id: UInt64(truncatingIfNeeded: order.order.clientID), tick: order.order.tick,
          lots: order.order.remaining.lots))
      try book.remove(order, first: &first)
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
