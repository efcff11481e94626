import JSON
import Ledger
import Matching
import Merkle
import SSZ
import Units

/// The best price levels of one market.
struct BookView {
  let state: State
  let id: MarketID
  let depth: Int

  var json: JSONValue {
    let units = state.units[Int(id.rawValue)]
    return [
      "market": .string(units.rules.name), "block": .count(state.clock.blockNumber),
      "bids": .array(levels(.buy, units)), "asks": .array(levels(.sell, units)),
    ]
  }

  private func levels(_ side: Side, _ units: MarketUnits) -> [JSONValue] {
    let book = state.books[Int(id.rawValue)]
    let levels = state.known { _ throws(StateAccessError) in try book.levels(of: side, limit: depth) }
    return levels.map { level in
      [
        "price": .string(units.price(tick: level.tick)), "size": .string(units.size(level.level.quantity)),
        "orders": .count(level.level.orderCount),
      ]
    }
  }
}
