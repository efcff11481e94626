import JSON
import Ledger
import Merkle
import SSZ
import Units

/// An open order or a stop that waits, by the names that an action has for its parts.
struct OrderView {
  let id: OrderID
  let order: Order
  let units: MarketUnits

  /// All of one account's orders in one market, newest first.
  static func all(of position: Position, state: State, units: TradingUnits) -> [JSONValue] {
    let (market, book) = (
      units.markets[Int(position.market.rawValue)], state.books[known: Int(position.market.rawValue)]
    )
    return state.known { _ throws(StateAccessError) in
      var orders: [JSONValue] = []
      var link = position.firstOrder
      while let slot = link.index {
        let order = try book.orders.read(slot)
        let id = OrderID(slot: slot, sequence: order.sequence)
        orders.append(OrderView(id: id, order: order, units: market).json)
        link = order.accountNext
      }
      return orders
    }
  }

  var json: JSONValue {
    var object = JSONObject()
    object["orderId"] = .string(String(id.rawValue))
    object["market"] = .string(units.rules.name)
    object["side"] = .string(ActionWords.sides.word(for: order.side))
    object["price"] = .string(units.price(tick: order.tick))
    object["remaining"] = .string(units.size(order.remaining))
    object["clientId"] = .string(String(order.clientID))
    object["timeInForce"] = .string(ActionWords.timesInForce.word(for: order.terms.timeInForce))
    object["reduceOnly"] = .bool(order.terms.isReduceOnly)
    object["orderExpiryMs"] = .count(order.expiryMs)
    object["selfTrade"] = .string(ActionWords.selfTrades.word(for: order.terms.selfTrade))
    object["preventsByOwner"] = .bool(order.terms.preventsByOwner)
    if let trigger {
      object["triggerPrice"] = .string(units.price(tick: order.triggerTick))
      object["trigger"] = .string(ActionWords.triggers.word(for: trigger))
      object["band"] = .string(order.band.text)
    }
    return .object(object)
  }

  /// What kind of stop it is; nil of an order in the book.
  private var trigger: TriggerKind? {
    switch (order.terms.place, order.side) {
    case (.book, _): nil
    case (.risingStop, .buy), (.fallingStop, .sell): .stop
    case (.risingStop, .sell), (.fallingStop, .buy): .takeProfit
    }
  }
}
