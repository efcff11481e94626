import Cryptography
import JSON
import Ledger
import SSZ
import Units

/// A block, as explorers show it.
struct BlockView {
  let record: BlockRecord
  let units: TradingUnits
  let heads: Engine.Heads

  var json: JSONValue {
    var object = JSONObject()
    object["hash"] = .hash(record.hash)
    for member in record.header.members { object[member.key] = member.value }
    object["head"] = .string(head)
    object["messages"] = .count(record.inputs.messages.count)
    object["reports"] = .count(record.inputs.reports.count)
    object["transactions"] = .array(record.inputs.items.elements.map { .hash($0.hashTreeRoot()) })
    object["receipts"] = .array(
      zip(record.outputs.receipts.elements, record.outputs.events.elements).map {
        ReceiptView(receipt: $0, events: $1.elements, units: units).json
      })
    return .object(object)
  }

  /// The strongest that can be said of it.
  private var head: String {
    let number = record.header.number
    if number <= heads.settled { return "settled" }
    if number <= heads.claimed { return "claimed" }
    return number <= heads.safe ? "safe" : "unsafe"
  }
}
