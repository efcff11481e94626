import SSZ

/// The containers of the ledger as their documentation describes them, written down a second time: names, order,
/// widths and limits. Whoever changes one of them changes the root of every state, and must change it here too.
enum Documented {
  static let u8 = Schema.uint(bits: 8)
  static let u16 = Schema.uint(bits: 16)
  static let u32 = Schema.uint(bits: 32)
  static let u64 = Schema.uint(bits: 64)
  static let u128 = Schema.uint(bits: 128)
  static let bit = Schema.boolean
  static let root = Schema.byteVector(length: 32)
  static let address = Schema.byteVector(length: 20)

  static func container(_ name: String, _ fields: KeyValuePairs<String, Schema>) -> Schema {
    .container(name: name, fields: fields.map { Schema.Field($0.key, $0.value) })
  }

  static func frontier(depth: UInt64) -> Schema {
    container("MerkleFrontier", ["count": u64, "nodes": .vector(of: root, length: depth)])
  }
}

// The state.
extension Documented {
  static let clock = container("Clock", ["blockNumber": u64, "timestampMs": u64, "startMs": u64])
  static let inboxCursor = container("InboxCursor", ["read": u64, "accumulator": root])
  static let nonceWindow = container("NonceWindow", ["highest": u64, "used": root])
  static let owner = container(
    "Owner",
    [
      "address": address, "firstAccount": u32, "subAccountCount": u32, "directory": u32,
      "keys": .vector(of: u32, length: 8), "nonces": nonceWindow,
    ])
  static let sessionKey = container(
    "SessionKey",
    [
      "address": address, "generation": u32, "expiryMs": u64, "markets": u64, "actions": u32, "notionalCap": u128,
      "nonces": nonceWindow,
    ])
  static let subAccountDirectory = container("SubAccountDirectory", ["accounts": .vector(of: u32, length: 256)])
  static let account = container(
    "Account",
    [
      "owner": u32, "subAccount": u8, "isolatedMarket": u32, "crossAccount": u32, "nextIsolated": u32,
      "isSuspended": bit, "cash": u128, "collateral": u64, "firstPosition": u32, "openOrderCount": u32,
      "deadManMs": u64, "isTouched": bit, "nextTouched": u32, "isQueued": bit,
    ])
  static let position = container(
    "Position",
    [
      "account": u32, "market": u32, "size": u64, "cost": u128, "lossIndex": u128, "fundingIndex": u128,
      "hasTriggers": bit, "openBuys": u64, "openSells": u64, "firstOrder": u32, "next": u32,
    ])
  static let order = container(
    "Order",
    [
      "account": u32, "position": u32, "side": u8, "tick": u32, "terms": u32, "triggerTick": u32, "band": u32,
      "expiryMs": u64, "remaining": u64, "sequence": u64, "clientID": u128, "next": u32, "previous": u32,
      "accountNext": u32, "accountPrevious": u32,
    ])
  static let market = container(
    "Market",
    [
      "markAtomsPerLot": u64, "markTimeMs": u64, "fundingIndex": u128, "fundingTimeMs": u64, "sampleTimeMs": u64,
      "premiumSum": u64, "premiumCount": u32, "lossIndex": u128, "longs": u64, "shorts": u64, "residue": u128,
      "priceGeneration": u64, "carryGeneration": u64, "disposalTimeMs": u64,
    ])
  static let collateralState = container("CollateralState", ["atomsPerLot": u64, "timeMs": u64, "generation": u64])
  static let publishedPrice = container(
    "PublishedPrice", ["atomsPerLot": u64, "publishTimeMs": u64, "sequence": u64, "reportRoot": root])
  static let equivocation = container(
    "Equivocation",
    ["feed": u16, "publisher": u8, "sequence": u64, "first": root, "second": root, "blockNumber": u64])
  static let withdrawal = container(
    "Withdrawal", ["owner": u32, "recipient": address, "asset": u8, "amount": u64, "blockNumber": u64])
  static let totals = container(
    "Totals",
    [
      "deposited": u128, "withdrawn": u128, "cash": u128, "cost": u128, "unsettledFunding": u128,
      "unsettledLoss": u128, "residue": u128, "collateralDeposited": u64, "collateralWithdrawn": u64,
      "collateral": u64,
    ])
}

// The rules.
extension Documented {
  static let marginTier = container(
    "MarginTier", ["upTo": u128, "initial": u32, "maintenance": u32, "closeOut": u32])
  static let fundingRules = container(
    "FundingRules",
    [
      "intervalMs": u64, "sampleMs": u64, "periodMs": u64, "impactNotional": u128, "interestPartsPerMillion": u64,
      "clamp": u32, "cap": u32, "missing": u8,
    ])
  static let marketRules = container(
    "MarketRules",
    [
      "symbol": root, "lotDecimals": u8, "tickAtomsPerLot": u32, "orderMinimum": u64, "orderMaximum": u64,
      "positionMaximum": u64, "feed": u16, "takerFee": u32, "makerFeePartsPerMillion": u64,
      "funding": fundingRules, "tierCount": u8, "tiers": .vector(of: marginTier, length: 8),
    ])
  static let collateralRules = container(
    "CollateralRules",
    [
      "symbol": root, "lotDecimals": u8, "initialHaircut": u32, "maintenanceHaircut": u32, "conversionDiscount": u32,
    ])
  static let liquidationLadder = container(
    "LiquidationLadder",
    [
      "targetShare": u32, "fee": u32, "retryMs": u64, "disposalMs": u64, "disposalShare": u32, "disposalBand": u32,
    ])
  static let parameters = container(
    "Parameters",
    [
      "version": u32, "chainID": u64, "bridge": address, "publisherCount": u8,
      "publishers": .vector(of: address, length: 16), "quorum": u8, "reportAgeLimitMs": u64,
      "reportFutureLimitMs": u64, "confidenceLimit": u32, "deviationLimit": u32, "bandBase": u32,
      "bandPerSecond": u32, "collateral": collateralRules, "ladder": liquidationLadder, "insuranceFeeShare": u32,
      "permissions": .vector(of: u8, length: 3),
    ])
  static let genesis = container(
    "Genesis",
    [
      "timestampMs": u64, "parameters": parameters, "markets": .list(of: marketRules, limit: 64),
      "insurance": u128, "backstop": u128,
    ])
}

// Blocks and what they carry.
extension Documented {
  static let inboxMessage = container(
    "InboxMessage",
    ["index": u64, "kind": u8, "l1Number": u64, "l1TimeMs": u64, "payload": .byteList(limit: 512)])
  static let deposit = container("Deposit", ["owner": u32, "address": address, "asset": u8, "amount": u64])
  static let forcedRequest = container("ForcedRequest", ["subAccount": u8, "action": union])
  static let forcedMessage = container("ForcedMessage", ["owner": u32, "address": address, "request": forcedRequest])
  static let signature = container("SignatureBytes", ["r": root, "s": root, "yParity": u8])
  static let priceReport = container(
    "PriceReport",
    ["feed": u16, "price": u64, "confidence": u64, "exponent": u8, "publishTimeMs": u64, "sequence": u64])
  static let signedPriceReport = container(
    "SignedPriceReport", ["report": priceReport, "publisher": u8, "signature": signature])
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
      "counterOrder": u64, "quantity": u64, "atomsPerLot": u64, "amount": u128, "clientID": u128, "code": u32,
    ])
  static let building = container(
    "Building",
    [
      "phase": u8, "cursor": u64, "timestampMs": u64, "epoch": u64, "preStateRoot": root, "inputsRoot": root,
      "messageCount": u32, "reportCount": u32, "itemCount": u32, "receipts": frontier(depth: 33), "stepCount": u64,
      "forcedCount": u32,
    ])
  static let work = container(
    "Work",
    [
      "kind": u8, "source": u8, "sourceIndex": u32, "events": frontier(depth: 21), "account": u32, "market": u32,
      "side": u8, "terms": u32, "tick": u32, "remaining": u64, "clientID": u128, "expiryMs": u64, "order": u64,
      "operation": u32, "operationCount": u32, "isAtomic": bit, "savedState": root,
      "savedEvents": frontier(depth: 21), "rung": u8, "position": u32, "counterparty": u32, "lossMarket": u32,
      "atomsPerLot": u64,
      "lots": u64, "notional": u128, "headroom": u128, "exposure": u128,
    ])
}
