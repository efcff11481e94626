import JSON
import Ledger
import Matching
import Merkle
import SSZ
import Units

/// The best price levels of one market, and the stops nearest to them.
struct BookView {
  let state: State
  let id: MarketID
  let depth: Int

  var json: JSONValue {
    let units = state.units[Int(id.rawValue)]
    let book = state.books[known: Int(id.rawValue)]
    return [
      "market": .string(units.rules.name), "block": .count(state.clock.blockNumber),
      "bids": .array(levels(.buy, book, units)), "asks": .array(levels(.sell, book, units)),
      "stops": [
        "rising": .array(
          stops(book.risingStops, units) { (stops, tick) throws(StateAccessError) in
            try stops.nextKey(above: tick ?? 0)
          }),
        "falling": .array(
          stops(book.fallingStops, units) { (stops, tick) throws(StateAccessError) in
            try stops.nextKey(below: tick ?? LevelQueues.keyLimit)
          }),
      ],
    ]
  }

  private func levels(_ side: Side, _ book: OrderBook, _ units: MarketUnits) -> [JSONValue] {
    let levels = state.known { _ throws(StateAccessError) in try book.levels(of: side, limit: depth) }
    return levels.map { level in
      [
        "price": .string(units.price(tick: level.tick)), "size": .string(units.size(level.level.quantity)),
        "orders": .count(level.level.orderCount),
      ]
    }
  }

  /// The triggers that the mark would reach first.
  private func stops(
    _ stops: LevelQueues, _ units: MarketUnits,
    next: (LevelQueues, UInt32?) throws(StateAccessError) -> UInt32?
  ) -> [JSONValue] {
    state.known { _ throws(StateAccessError) in
      var levels: [JSONValue] = []
      var tick: UInt32?
      while levels.count < depth, let found = try next(stops, tick) {
        let count = try stops.level(at: found).orderCount
        levels.append(["triggerPrice": .string(units.price(tick: found)), "orders": .count(count)])
        tick = found
      }
      return levels
    }
  }
}
