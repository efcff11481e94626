import Cryptography
import JSON
import Ledger
import SSZ
import Units

/// What one subscriber is told of one block. It depends on the block alone, and not on when it is told.
struct FeedView {
  let block: FeedBlock
  let filter: FeedFilter
  let state: State

  /// `params` of a notification; nil when there is nothing to tell.
  func json(subscription: String) -> JSONValue? {
    let items = filter.channel == .blocks ? [header] : events
    guard !items.isEmpty else { return nil }
    return [
      "subscription": .string(subscription), "sequence": .count(block.number),
      "data": [
        "block": .count(block.number), "timestampMs": .count(block.header.timestampMs), "items": .array(items),
      ],
    ]
  }

  private var header: JSONValue {
    var object = JSONObject()
    object["hash"] = .hash(block.hash)
    for member in block.header.members { object[member.key] = member.value }
    object["messages"] = .count(block.inputs.messages.count)
    object["reports"] = .count(block.inputs.reports.count)
    object["transactionCount"] = .count(block.inputs.items.count)
    object["receiptCount"] = .count(block.receipts.count)
    return .object(object)
  }

  private var events: [JSONValue] {
    let units = TradingUnits(state)
    return zip(block.receipts, block.events).flatMap { receipt, events in
      let events = filter.events(of: receipt, events, in: state)
      guard !events.isEmpty else { return [JSONValue]() }
      let origin = origin(of: receipt)
      return events.map { event in
        guard var object = EventView(event: event, units: units).json.objectValue else { return .null }
        for member in origin { object[member.key] = member.value }
        return .object(object)
      }
    }
  }

  /// Where in the block it happened.
  private func origin(of receipt: Receipt) -> [JSONObject.Member] {
    var members: [JSONObject.Member] = [
      .init(key: "source", value: .string("\(receipt.source)")), .init(key: "index", value: .count(receipt.index)),
    ]
    if receipt.source == .item {
      members.append(.init(key: "hash", value: .hash(block.inputs.items.elements[Int(receipt.index)].hashTreeRoot())))
    }
    return members
  }
}
