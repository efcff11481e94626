import SSZ

/// The containers of the ledger as their documentation describes them, written down a second time: names, order,
/// widths and limits. Whoever changes one of them changes the root of every state, and must change it here too.
enum Documented {
  static let u8 = Schema.uint(bits: 8)
  static let u16 = Schema.uint(bits: 16)
  static let u32 = Schema.uint(bits: 32)
  static let u64 = Schema.uint(bits: 64)
  static let u128 = Schema.uint(bits: 128)
  static let root = Schema.byteVector(length: 32)
  static let address = Schema.byteVector(length: 20)

  static func container(_ name: String, _ fields: KeyValuePairs<String, Schema>) -> Schema {
    .container(name: name, fields: fields.map { Schema.Field($0.key, $0.value) })
  }

  static func frontier(depth: UInt64) -> Schema {
    container("MerkleFrontier", ["count": u64, "nodes": .vector(of: root, length: depth)])
  }

  static let nonceWindow = container("NonceWindow", ["highest": u64, "used": root])
  static let owner = container("Owner", ["address": address, "firstAccount": u32, "nonces": nonceWindow])
  static let account = container(
    "Account", ["owner": u32, "subAccount": u8, "cash": u128, "firstPosition": u32, "openOrderCount": u32])
  static let position = container(
    "Position",
    [
      "account": u32, "market": u32, "size": u64, "cost": u128, "lossIndex": u128, "openBuys": u64,
      "openSells": u64, "firstOrder": u32, "next": u32,
    ])
  static let order = container(
    "Order",
    [
      "account": u32, "position": u32, "side": u8, "tick": u32, "remaining": u64, "sequence": u64,
      "clientID": u128, "next": u32, "previous": u32, "accountNext": u32, "accountPrevious": u32,
    ])
  static let market = container(
    "Market",
    [
      "markAtomsPerLot": u64, "markTimeMs": u64, "lossIndex": u128, "longs": u64, "shorts": u64, "residue": u128,
    ])
  static let marginTier = container(
    "MarginTier", ["upTo": u128, "initial": u32, "maintenance": u32, "closeOut": u32])
  static let marketRules = container(
    "MarketRules",
    [
      "symbol": root, "lotDecimals": u8, "tickAtomsPerLot": u32, "orderMinimum": u64, "orderMaximum": u64,
      "positionMaximum": u64, "feed": u16, "tierCount": u8, "tiers": .vector(of: marginTier, length: 8),
    ])
  static let parameters = container(
    "Parameters",
    [
      "version": u32, "chainID": u64, "bridge": address, "publisherCount": u8,
      "publishers": .vector(of: address, length: 16), "quorum": u8, "reportAgeLimitMs": u64,
      "reportFutureLimitMs": u64, "confidenceLimit": u32, "permissions": .vector(of: u8, length: 3),
    ])
  static let genesis = container(
    "Genesis",
    [
      "timestampMs": u64, "parameters": parameters, "markets": .list(of: marketRules, limit: 64),
      "insurance": u128,
    ])
  static let clock = container("Clock", ["blockNumber": u64, "timestampMs": u64])
  static let totals = container(
    "Totals",
    [
      "deposited": u128, "withdrawn": u128, "cash": u128, "cost": u128, "unsettledLoss": u128, "residue": u128,
    ])
}

extension Documented {
  static let inboxMessage = container(
    "InboxMessage",
    ["index": u64, "kind": u8, "l1Number": u64, "l1TimeMs": u64, "payload": .byteList(limit: 512)])
  static let deposit = container("Deposit", ["owner": u32, "address": address, "atoms": u64])
  static let inboxCursor = container("InboxCursor", ["read": u64, "accumulator": root])
  static let signature = container("SignatureBytes", ["r": root, "s": root, "yParity": u8])
  static let priceReport = container(
    "PriceReport",
    ["feed": u16, "price": u64, "confidence": u64, "exponent": u8, "publishTimeMs": u64, "sequence": u64])
  static let signedPriceReport = container(
    "SignedPriceReport", ["report": priceReport, "publisher": u8, "signature": signature])
  static let publishedPrice = container(
    "PublishedPrice", ["atomsPerLot": u64, "publishTimeMs": u64, "sequence": u64])
  static let placeOrder = container(
    "PlaceOrder",
    ["market": u16, "side": u8, "timeInForce": u8, "quantity": u64, "tick": u32, "clientID": u128])
  static let cancelOrder = container("CancelOrder", ["market": u16, "order": u64])
  static let blockInputs = container(
    "BlockInputs",
    [
      "timestampMs": u64, "epoch": u64, "messages": .list(of: inboxMessage, limit: 65_536),
      "reports": .list(of: .byteList(limit: 512), limit: 1_024),
      "items": .list(of: .byteList(limit: 16_384), limit: 65_536),
    ])
  static let blockHeader = container(
    "BlockHeader",
    [
      "number": u64, "timestampMs": u64, "parent": root, "preStateRoot": root, "stateRoot": root,
      "inputsRoot": root, "receiptsRoot": root, "stepCount": u64, "inboxRead": u64, "inboxAccumulator": root,
      "epoch": u64, "parametersVersion": u32,
    ])
  static let receipt = container(
    "Receipt",
    ["source": u8, "index": u32, "status": u16, "limit": u128, "found": u128, "eventsRoot": root])
  static let event = container(
    "Event",
    [
      "kind": u8, "market": u32, "account": u32, "counterparty": u32, "side": u8, "order": u64,
      "counterOrder": u64, "quantity": u64, "atomsPerLot": u64, "amount": u128, "clientID": u128,
    ])
  static let building = container(
    "Building",
    [
      "phase": u8, "cursor": u64, "timestampMs": u64, "epoch": u64, "preStateRoot": root, "inputsRoot": root,
      "messageCount": u32, "reportCount": u32, "itemCount": u32, "receipts": frontier(depth: 33), "stepCount": u64,
    ])
  static let work = container(
    "Work",
    [
      "kind": u8, "source": u8, "sourceIndex": u32, "events": frontier(depth: 21), "account": u32, "market": u32,
      "side": u8, "timeInForce": u8, "tick": u32, "remaining": u64, "clientID": u128, "rung": u8, "position": u32,
      "lossMarket": u32,
    ])

  /// Where hashing meets an action it meets its root, `mix_in_selector(hash_tree_root(body), selector)`; a schema has
  /// no union, so here the field is that root.
  static let transaction = container(
    "Transaction",
    [
      "scheme": u8, "owner": u32, "subAccount": u8, "keySlot": u8, "keyGeneration": u32, "nonce": u64,
      "expiryMs": u64, "action": root,
    ])
  static let signedTransaction = container(
    "SignedTransaction", ["transaction": transaction, "signature": signature])
}
