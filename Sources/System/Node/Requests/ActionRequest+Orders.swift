import JSON
import Ledger
import SSZ
import Units

// Orders, and what becomes of them.
extension ActionRequest {
  func placeOrder() throws(RPCError) -> PlaceOrder {
    let market = try market()
    var order = PlaceOrder()
    order.market = market.rules.feed
    order.side = try object.choice("side", of: ActionWords.sides)
    order.timeInForce = try object.choice("timeInForce", of: ActionWords.timesInForce, default: .goodTillCancelled)
    order.quantity = try quantity(in: market)
    order.tick = try tick("price", in: market)
    order.clientID = try object.unsigned("clientId", default: 0)
    order.isReduceOnly = try object.flag("reduceOnly", default: false)
    order.expiryMs = try object.unsigned("orderExpiryMs", default: 0)
    order.selfTrade = try object.choice("selfTrade", of: ActionWords.selfTrades, default: .expireMaker)
    order.preventsByOwner = try object.flag("preventsByOwner", default: false)
    try setTrigger(of: &order, in: market)
    return order
  }

  /// A stop or a take-profit has a trigger price; nothing else has what goes with one.
  private func setTrigger(of order: inout PlaceOrder, in market: MarketUnits) throws(RPCError) {
    order.trigger = try object.choice("trigger", of: ActionWords.triggers, default: .stop)
    order.band = try object.rate("band", default: .zero)
    guard object["triggerPrice"] == nil else {
      order.triggerTick = try tick("triggerPrice", in: market)
      return
    }
    for name in ["trigger", "band"] where object[name] != nil {
      throw .invalidParams("'\(name)' needs a 'triggerPrice'")
    }
  }

  func cancelOrder() throws(RPCError) -> CancelOrder {
    var cancel = CancelOrder()
    cancel.market = try market().rules.feed
    (cancel.order, cancel.clientID) = try subject()
    return cancel
  }

  func amendOrder() throws(RPCError) -> AmendOrder {
    let market = try market()
    var amend = AmendOrder()
    amend.market = market.rules.feed
    (amend.order, amend.clientID) = try subject()
    amend.quantity = try quantity(in: market)
    amend.tick = try tick("price", in: market)
    return amend
  }

  /// Which order is meant, by its number or by the client's name for it.
  private func subject() throws(RPCError) -> (order: OrderID, clientID: UInt128) {
    guard (object["orderId"] == nil) != (object["clientId"] == nil) else {
      throw .invalidParams("either 'orderId' or 'clientId' must say which order")
    }
    let order: UInt64 = try object.unsigned("orderId", default: 0)
    let clientID: UInt128 = try object.unsigned("clientId", default: 0)
    guard order > 0 || clientID > 0 else { throw .invalidParams("no order has the number 0, and no name is 0") }
    return (OrderID(rawValue: order), clientID)
  }

  func cancelAll() throws(RPCError) -> CancelAll {
    CancelAll(market: object["market"] == nil ? CancelAll.allMarkets : try market().rules.feed)
  }

  /// The whole position, at any price, unless it says otherwise.
  func closePosition() throws(RPCError) -> ClosePosition {
    let market = try market()
    return ClosePosition(
      market: market.rules.feed, quantity: object["size"] == nil ? .zero : try quantity(in: market),
      tick: object["price"] == nil ? 0 : try tick("price", in: market))
  }

  func batch() throws(RPCError) -> Batch {
    var batch = Batch()
    batch.mode = try object.choice("mode", of: ActionWords.batchModes, default: .skip)
    var operations: [Operation] = []
    for (index, object) in try object.objects("operations", limit: 256).enumerated() {
      do throws(RPCError) { operations.append(try ActionRequest(object, units: units).operation()) } catch {
        throw RPCError(code: error.code, message: "operation \(index): \(error.message)", data: error.data)
      }
    }
    do throws(DecodingError) { batch.operations = try BoundedList(operations) } catch {
      preconditionFailure("more operations were read than fit")
    }
    return batch
  }

  func armDeadMan() throws(RPCError) -> ArmDeadMan { ArmDeadMan(deadlineMs: try object.unsigned("deadlineMs")) }

  private func quantity(in market: MarketUnits) throws(RPCError) -> Quantity {
    let size = try object.string("size")
    do throws(MarketUnits.Violation) { return try market.quantity(of: size) } catch { throw RPCError(error) }
  }

  private func tick(_ key: String, in market: MarketUnits) throws(RPCError) -> UInt32 {
    let price = try object.string(key)
    do throws(MarketUnits.Violation) { return try market.tick(of: price) } catch { throw RPCError(error) }
  }
}
