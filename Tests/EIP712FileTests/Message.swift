import Cryptography
import Ledger
import SSZ
import Units

/// The values of typed data by name: decimal numbers, `true` or `false`, and 0x-hex.
struct Message {
  let fields: [String: String]

  enum Problem: Error {
    case noNumber(field: String)
    case noFlag(field: String)
    case noAddress(field: String)
    case unknownType(String)
  }

  func number<Number: FixedWidthInteger>(_ field: String) throws -> Number {
    guard let text = fields[field], let number = Number(text) else { throw Problem.noNumber(field: field) }
    return number
  }

  private func flag(_ field: String) throws -> Bool {
    guard let text = fields[field], let flag = Bool(text) else { throw Problem.noFlag(field: field) }
    return flag
  }

  private func address(_ field: String) throws -> Address {
    guard let text = fields[field], let address = Address(hex: text) else { throw Problem.noAddress(field: field) }
    return address
  }

  private func choice<Choice: RawRepresentable<UInt8>>(_ field: String) throws -> Choice {
    guard let choice = Choice(rawValue: try number(field)) else { throw Problem.noNumber(field: field) }
    return choice
  }
}

extension Message {
  func transaction(_ action: Action) throws -> Transaction {
    var transaction = Transaction()
    transaction.owner = OwnerID(try number("owner"))
    transaction.subAccount = try number("subAccount")
    transaction.keySlot = try number("keySlot")
    transaction.keyGeneration = try number("keyGeneration")
    transaction.nonce = try number("nonce")
    transaction.expiryMs = try number("expiryMs")
    transaction.action = action
    return transaction
  }

  func placeOrder() throws -> PlaceOrder {
    var order = PlaceOrder(
      market: try number("market"), side: try choice("side"), timeInForce: try choice("timeInForce"),
      quantity: Quantity(lots: try number("lots")), tick: try number("tick"), clientID: try number("clientId"))
    order.isReduceOnly = try flag("reduceOnly")
    order.expiryMs = try number("orderExpiryMs")
    order.selfTrade = try choice("selfTrade")
    order.preventsByOwner = try flag("preventsByOwner")
    order.triggerTick = try number("triggerTick")
    order.trigger = try choice("trigger")
    order.band = Rate(partsPerMillion: try number("band"))
    return order
  }

  func cancelOrder() throws -> CancelOrder {
    var cancel = CancelOrder(market: try number("market"), order: OrderID(rawValue: try number("orderId")))
    cancel.clientID = try number("clientId")
    return cancel
  }

  func amendOrder() throws -> AmendOrder {
    var amend = AmendOrder()
    amend.market = try number("market")
    amend.order = OrderID(rawValue: try number("orderId"))
    amend.clientID = try number("clientId")
    amend.quantity = Quantity(lots: try number("lots"))
    amend.tick = try number("tick")
    return amend
  }

  func batch(of operations: [Operation]) throws -> Batch {
    var batch = Batch()
    batch.mode = try choice("mode")
    batch.operations = try BoundedList(operations)
    return batch
  }

  func transfer() throws -> Transfer {
    var transfer = Transfer()
    transfer.toOwner = OwnerID(try number("toOwner"))
    transfer.toAddress = try address("toAddress")
    transfer.toSubAccount = try number("toSubAccount")
    transfer.asset = try choice("asset")
    transfer.amount = try number("amount")
    return transfer
  }

  func withdraw() throws -> Withdraw {
    var withdraw = Withdraw()
    withdraw.asset = try choice("asset")
    withdraw.amount = try number("amount")
    return withdraw
  }

  func setMarginMode() throws -> SetMarginMode {
    var mode = SetMarginMode()
    mode.market = try number("market")
    mode.isIsolated = try flag("isolated")
    mode.cashAtoms = try number("cash")
    return mode
  }

  func addKey() throws -> AddKey {
    var key = AddKey()
    key.slot = try number("slot")
    key.address = try address("key")
    key.expiryMs = try number("keyExpiryMs")
    key.markets = try number("markets")
    key.actions = try number("actions")
    let cap: UInt128 = try number("notionalCap")
    key.notionalCap = Notional(atoms: Int128(truncatingIfNeeded: cap))
    return key
  }

  func report() throws -> PriceReport {
    var report = PriceReport()
    report.feed = try number("feed")
    report.price = try number("price")
    report.confidence = try number("confidence")
    report.exponent = try number("exponent")
    report.publishTimeMs = try number("publishTimeMs")
    report.sequence = try number("sequence")
    return report
  }
}
