import JSON
import Ledger
import Units

/// A receipt with its events, in human units.
struct ReceiptView {
  let receipt: Receipt
  let events: [Event]
  let units: [MarketUnits]

  var json: JSONValue {
    var object = JSONObject()
    object["source"] = .string("\(receipt.source)")
    object["index"] = .count(receipt.index)
    object["status"] = .string(receipt.isAccepted ? "accepted" : "refused")
    if let refusal = receipt.refusal {
      object["reason"] = .string(refusal.reason.name)
      object["code"] = .count(receipt.status)
      for fact in refusal.facts.members { object[fact.key] = fact.value }
    }
    object["events"] = .array(events.map(eventJSON))
    return .object(object)
  }

  func eventJSON(_ event: Event) -> JSONValue {
    var object = JSONObject()
    object["type"] = .string("\(event.kind)")
    object["account"] = .count(event.account.rawValue)
    if event.kind.hasMarket, Int(event.market.rawValue) < units.count {
      let units = units[Int(event.market.rawValue)]
      object["market"] = .string(units.rules.name)
      if event.atomsPerLot > 0 { object["price"] = .string(units.price(atomsPerLot: event.atomsPerLot)) }
      if !event.quantity.isZero { object["size"] = .string(units.size(event.quantity)) }
      if !event.quantity.isZero { object["side"] = .string("\(event.side)") }
    }
    if event.order.rawValue > 0 { object["orderId"] = .string(String(event.order.rawValue)) }
    if event.counterOrder.rawValue > 0 { object["makerOrderId"] = .string(String(event.counterOrder.rawValue)) }
    if event.kind == .filled || event.kind == .takenOver {
      object["counterparty"] = .count(event.counterparty.rawValue)
    }
    if event.amount != .zero { object["amount"] = .usdc(event.amount) }
    if event.clientID != 0 { object["clientId"] = .string(String(event.clientID)) }
    return .object(object)
  }
}

extension Event.Kind {
  /// Whether it happened in a market, and not to an account as a whole.
  var hasMarket: Bool {
    switch self {
    case .deposited, .liquidationBegan, .insuranceMoved, .feeShared, .operationRefused, .transferred, .withdrawn,
      .subAccountOpened, .keyAdded, .keyRevoked, .deadManArmed, .deadManFired, .collateralDeposited,
      .collateralConverted, .collateralTransferred, .collateralWithdrawn, .liquidationPaused, .liquidationEnded:
      false
    default: true
    }
  }
}
