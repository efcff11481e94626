import JSON
import Ledger
import Units

/// A receipt with its events, in human units.
struct ReceiptView {
  let receipt: Receipt
  let events: [Event]
  let units: TradingUnits

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
    object["events"] = .array(events.map { EventView(event: $0, units: units).json })
    return .object(object)
  }
}
