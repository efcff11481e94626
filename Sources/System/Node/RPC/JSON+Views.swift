import Cryptography
import JSON
import Ledger
import Margin
import Matching
import Merkle
import SSZ
import StateTransition
import Units

extension JSONValue {
  static func count(_ value: some BinaryInteger) -> JSONValue { .integer(Int64(clamping: value)) }
  static func hash(_ value: Bytes32) -> JSONValue { .string(value.hex) }
  static func usdc(_ value: Notional) -> JSONValue { .string(Decimal.format(value)) }

  /// Of a requirement, rounded up to the atom; of what one has, down.
  static func usdc(_ value: MicroAtoms, _ rounding: Rounding) -> JSONValue { usdc(value.notional(rounding: rounding)) }
}

extension PlainValue {
  /// Containers by field name, integers as decimal strings, bytes as 0x-hex, sparse lists by index.
  public var json: JSONValue {
    switch self {
    case .unsigned(let value): .string(String(value))
    case .signed(let value): .string(String(value))
    case .boolean(let value): .bool(value)
    case .bytes(let bytes): .string(Hex.encode(bytes))
    case .list(let values): .array(values.map(\.json))
    case .container(let fields): Self.object(fields.map { ($0.name, $0.value) })
    case .sparse(let length, let elements): Self.sparse(length, elements)
    }
  }

  private static func object(_ members: [(String, PlainValue)]) -> JSONValue {
    var object = JSONObject()
    for (name, value) in members { object[name] = value.json }
    return .object(object)
  }

  private static func sparse(_ length: UInt64?, _ elements: [Element]) -> JSONValue {
    var object = JSONObject()
    if let length { object["length"] = .string(String(length)) }
    object["elements"] = Self.object(elements.map { (String($0.index), $0.value) })
    return .object(object)
  }
}

extension State {
  /// Reads of a state that is known as a whole.
  func known<T>(_ read: (State) throws(StateAccessError) -> T) -> T {
    do throws(StateAccessError) { return try read(self) } catch {
      preconditionFailure("a state that is known as a whole was blinded at \(error)")
    }
  }

  var units: [MarketUnits] { rules.known.map { MarketUnits($0.value) } }

  func market(named name: String) -> MarketID? {
    rules.known.first { $0.value.name == name }.map { MarketID(UInt32($0.index)) }
  }
}

/// One market, as the exchange sees it now.
struct MarketView {
  let state: State
  let id: MarketID

  var json: JSONValue {
    let (rules, market) = state.known { state throws(StateAccessError) in
      (try state.rules.read(id.index), try state.markets.read(id.index))
    }
    let units = MarketUnits(rules)
    let book = state.books[Int(id.rawValue)]
    let (bid, ask) = state.known { _ throws(StateAccessError) in
      (try book.bestTick(of: .buy), try book.bestTick(of: .sell))
    }
    return [
      "id": .count(id.rawValue), "symbol": .string(rules.name),
      "mark": market.mark.map { .string(units.price(atomsPerLot: $0.atomsPerLot)) } ?? .null,
      "markTimeMs": .count(market.markTimeMs),
      "markState": .string("\(state.parameters.markState(of: market, at: state.clock.timestampMs))"),
      "bestBid": bid.map { .string(units.price(tick: $0)) } ?? .null,
      "bestAsk": ask.map { .string(units.price(tick: $0)) } ?? .null,
      "openInterest": .string(units.size(market.longs)),
      "openOrders": .count(book.openOrderCount),
      "tick": .string(units.tick), "lot": .string(units.lot),
      "tickAtomsPerLot": .count(rules.tickAtomsPerLot), "lotDecimals": .count(rules.lotDecimals),
      "minimum": .string(units.size(rules.orderMinimum)), "maximum": .string(units.size(rules.orderMaximum)),
      "tiers": .array(
        rules.tiers.elements.prefix(Int(rules.tierCount)).enumerated().map { index, tier in
          [
            "upTo": index == Int(rules.tierCount) - 1 ? .null : .usdc(tier.upTo),
            "initial": .string(tier.initial.text), "maintenance": .string(tier.maintenance.text),
            "closeOut": .string(tier.closeOut.text),
          ]
        }),
    ]
  }
}

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

/// One account: what it has, what it must have, and why.
struct AccountView {
  let state: State
  let owner: OwnerID

  var json: JSONValue {
    let (record, account, risk) = state.known { state throws(StateAccessError) in
      let record = try state.owners.read(owner.index)
      return (
        record, try state.accounts.read(record.firstAccount.index), try state.risk(of: record.firstAccount)
      )
    }
    return [
      "owner": .count(owner.rawValue), "address": .string(record.address.checksummed),
      "account": .count(record.firstAccount.rawValue), "block": .count(state.clock.blockNumber),
      "nextNonce": .count(record.nonces.next),
      "cash": .usdc(account.cash), "equity": .usdc(risk.equity, .down),
      "initialMargin": .usdc(risk.requirement.initial, .up),
      "initialMarginWithOrders": .usdc(risk.initialWithOrders, .up),
      "maintenanceMargin": .usdc(risk.requirement.maintenance, .up),
      "closeOutMargin": .usdc(risk.requirement.closeOut, .up),
      "health": .string(health(risk)),
      "positions": .array(positions(of: account).compactMap(positionJSON)),
      "orders": .array(positions(of: account).flatMap(orders)),
    ]
  }

  private func health(_ risk: AccountRisk) -> String {
    if risk.isAtOrAboveInitial { return "healthy" }
    if risk.isAtOrAboveMaintenance { return "belowInitial" }
    return risk.isAtOrAboveCloseOut ? "liquidatable" : "closeOut"
  }

  private func positions(of account: Account) -> [Position] {
    state.known { state throws(StateAccessError) in
      var positions: [Position] = []
      var link = account.firstPosition
      while let index = link.index {
        let position = try state.positions.read(index)
        positions.append(position)
        link = position.next
      }
      return positions
    }
  }

  private func positionJSON(_ position: Position) -> JSONValue? {
    guard let side = position.size.side else { return nil }
    let units = state.units[Int(position.market.rawValue)]
    let market = state.known { state throws(StateAccessError) in try state.markets.read(position.market.index) }
    guard let mark = market.mark else { return nil }
    let requirement = units.rules.requirement(for: position.size.magnitude, at: mark)
    let entry = position.cost.atoms.magnitude / UInt128(position.size.magnitude.lots)
    return [
      "market": .string(units.rules.name), "side": .string(side == .buy ? "long" : "short"),
      "size": .string(units.size(position.size)),
      "entryPrice": .string(units.price(atomsPerLot: UInt64(clamping: entry))),
      "mark": .string(units.price(atomsPerLot: mark.atomsPerLot)),
      "unrealisedProfit": .usdc(mark.value(of: position.size).subtracting(position.cost)),
      "socialisedLoss": .usdc(position.unsettledLoss(at: market.lossIndex), .up),
      "initialMargin": .usdc(requirement.initial, .up),
      "maintenanceMargin": .usdc(requirement.maintenance, .up),
    ]
  }

  private func orders(of position: Position) -> [JSONValue] {
    let units = state.units[Int(position.market.rawValue)]
    let book = state.books[Int(position.market.rawValue)]
    return state.known { _ throws(StateAccessError) in
      var orders: [JSONValue] = []
      var link = position.firstOrder
      while let slot = link.index {
        let order = try book.orders.read(slot)
        orders.append([
          "orderId": .string(String(OrderID(slot: slot, sequence: order.sequence).rawValue)),
          "market": .string(units.rules.name), "side": .string("\(order.side)"),
          "price": .string(units.price(tick: order.tick)), "remaining": .string(units.size(order.remaining)),
          "clientId": .string(String(order.clientID)),
        ])
        link = order.accountNext
      }
      return orders
    }
  }
}

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

  private func eventJSON(_ event: Event) -> JSONValue {
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

extension Refusal {
  /// The two values that disagreed, by name; amounts of money as decimal USDC.
  var facts: JSONObject {
    var facts = JSONObject()
    guard let names = reason.factNames else { return facts }
    let isMoney = reason == .insufficientMargin
    for (name, value) in [(names.limit, limit), (names.found, found)] {
      facts[name] = isMoney ? .usdc(Notional(atoms: value)) : .integer(Int64(clamping: value))
    }
    return facts
  }
}

extension Event.Kind {
  /// Whether it happened in a market, and not to an account as a whole.
  fileprivate var hasMarket: Bool {
    switch self {
    case .deposited, .liquidationBegan, .insuranceMoved: false
    case .orderRested, .orderCancelled, .filled, .priceAccepted, .takenOver, .lossSocialised, .remainderCancelled: true
    }
  }
}
