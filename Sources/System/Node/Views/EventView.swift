import JSON
import Ledger
import Units

/// An event in human units: the fields that its kind uses and that are not zero, by names that say what they are.
struct EventView {
  let event: Event
  let units: TradingUnits

  var json: JSONValue {
    var object = JSONObject()
    object["type"] = .string("\(event.kind)")
    object["account"] = .count(event.account.rawValue)
    for member in subject + orders + meaning { object[member.key] = member.value }
    return .object(object)
  }

  /// What changed hands or has a price: a market, or the collateral asset.
  private var subject: [JSONObject.Member] {
    if event.kind.isOfCollateral || (event.kind.isOfPrice && event.market.rawValue == UInt32(CollateralRules.feed)) {
      return units.collateral.map(collateral) ?? []
    }
    guard event.kind.hasMarket, Int(event.market.rawValue) < units.markets.count else { return [] }
    let market = units.markets[Int(event.market.rawValue)]
    var members = [JSONObject.Member(key: "market", value: .string(market.rules.name))]
    if event.atomsPerLot > 0 {
      members.append(.init(key: "price", value: .string(market.price(atomsPerLot: event.atomsPerLot))))
    }
    if !event.quantity.isZero {
      members.append(.init(key: "size", value: .string(market.size(event.quantity))))
      members.append(.init(key: "side", value: .string(ActionWords.sides.word(for: event.side))))
    }
    return members
  }

  private func collateral(_ asset: AssetUnits) -> [JSONObject.Member] {
    var members = [JSONObject.Member(key: "asset", value: .string(asset.symbol))]
    if event.atomsPerLot > 0 {
      members.append(.init(key: "price", value: .string(asset.price(atomsPerLot: event.atomsPerLot))))
    }
    if !event.quantity.isZero {
      members.append(.init(key: "size", value: .string(asset.amount(event.quantity.lots))))
    }
    return members
  }

  /// Whose order, and with whom.
  private var orders: [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    if event.order.rawValue > 0, event.kind != .operationRefused {
      members.append(.init(key: "orderId", value: .string(String(event.order.rawValue))))
    }
    if event.counterOrder.rawValue > 0 {
      members.append(.init(key: "makerOrderId", value: .string(String(event.counterOrder.rawValue))))
    }
    if event.counterparty.rawValue > 0 || event.kind == .feePaid {
      members.append(.init(key: "counterparty", value: .count(event.counterparty.rawValue)))
    }
    return members
  }

  /// What the numbers of this kind stand for.
  private var meaning: [JSONObject.Member] {
    switch event.kind {
    case .liquidationBegan:
      [amount, .init(key: "maintenanceMargin", value: .usdc(Notional(atoms: Int128(event.atomsPerLot))))]
    case .liquidationPaused: [code("retryMs")]
    case .stopPlaced: clientID + [.init(key: "triggerPrice", value: price(ofAtoms: event.amount))]
    case .deadManArmed, .deadManFired: [.init(key: "deadlineMs", value: .count(event.clientID))]
    case .orderCancelled, .remainderCancelled: clientID + [.init(key: "cause", value: .string(cause))]
    case .orderAmended: clientID + [.init(key: "placedAgain", value: .bool(event.code == 1))]
    case .reportDeviated: [.init(key: "median", value: price(ofAtoms: event.amount))]
    case .markRefused:
      [
        .init(key: "lastMark", value: price(ofAtoms: event.amount)),
        .init(key: "band", value: .string(Decimal.format(Int128(event.code), decimals: 6))),
      ]
    case .equivocated: [.init(key: "sequence", value: .count(event.clientID)), code("evidence")]
    case .premiumSampled: [premium]
    case .fundingCharged: [fundingChange, code("samples")]
    case .operationRefused:
      [
        .init(key: "operation", value: .count(event.order.rawValue)), .init(key: "reason", value: .string(reason)),
        code(),
      ]
    case .keyAdded: [code("slot"), generation, .init(key: "notionalCap", value: .usdc(event.amount))]
    case .keyRevoked: [code("slot"), generation]
    case .subAccountOpened: [code("subAccount")]
    case .marginModeSet:
      [.init(key: "isolated", value: .bool(event.code == 1))] + (event.amount == .zero ? [] : [amount])
    case .withdrawn, .collateralWithdrawn: (event.amount == .zero ? [] : [amount]) + [code("entry")]
    default: (event.amount == .zero ? [] : [amount]) + rest
    }
  }

  private var rest: [JSONObject.Member] { clientID + (event.code == 0 ? [] : [code()]) }

  private var clientID: [JSONObject.Member] {
    event.clientID == 0 ? [] : [.init(key: "clientId", value: .string(String(event.clientID)))]
  }

  private var amount: JSONObject.Member { .init(key: "amount", value: .usdc(event.amount)) }

  private func code(_ name: String = "code") -> JSONObject.Member { .init(key: name, value: .count(event.code)) }

  private var generation: JSONObject.Member { .init(key: "generation", value: .count(event.clientID)) }

  private var reason: String {
    UInt16(exactly: event.code).flatMap(Refusal.Reason.init(rawValue:))?.name ?? "UNKNOWN"
  }

  private var cause: String { CancellationCause(rawValue: event.code).map { "\($0)" } ?? "unknown" }

  /// Of the market or of the collateral asset: where atoms stand for what a lot costs.
  private func price(ofAtoms notional: Notional) -> JSONValue {
    let (index, atoms) = (Int(event.market.rawValue), UInt64(clamping: notional.atoms))
    if index < units.markets.count { return .string(units.markets[index].price(atomsPerLot: atoms)) }
    return units.collateral.map { .string($0.price(atomsPerLot: atoms)) } ?? .null
  }

  /// A share of the mark, or why it could not be had.
  private var premium: JSONObject.Member {
    guard event.code > 0 else {
      return .init(key: "premium", value: .string(Decimal.format(event.amount.atoms, decimals: 6)))
    }
    return .init(key: "missing", value: .string(Event.MissingSample(rawValue: event.code).map { "\($0)" } ?? "unknown"))
  }

  /// How much more a long pays, and a short receives, for a unit of the base asset. Micro-atoms a lot are 10^-12 USDC.
  /// Nothing is charged while the mark is stale.
  private var fundingChange: JSONObject.Member {
    guard event.atomsPerLot > 0 else { return .init(key: "skipped", value: true) }
    let index = Int(event.market.rawValue)
    let lotDecimals = index < units.markets.count ? Int(units.markets[index].rules.lotDecimals) : 0
    return .init(
      key: "change", value: .string(Decimal.format(event.amount.atoms, decimals: Decimal.microDecimals - lotDecimals)))
  }
}

extension Event.Kind {
  /// Whether it happened in a market, and not to an account as a whole.
  var hasMarket: Bool {
    switch self {
    case .deposited, .liquidationBegan, .insuranceMoved, .operationRefused, .transferred, .withdrawn,
      .subAccountOpened, .keyAdded, .keyRevoked, .deadManArmed, .deadManFired, .liquidationPaused, .liquidationEnded:
      false
    default: !isOfCollateral
    }
  }

  /// Whether its quantity and its price are the collateral asset's.
  fileprivate var isOfCollateral: Bool {
    switch self {
    case .collateralDeposited, .collateralConverted, .collateralTransferred, .collateralWithdrawn: true
    default: false
    }
  }

  /// Whether it is about a feed, of which one prices the collateral asset.
  fileprivate var isOfPrice: Bool {
    switch self {
    case .priceAccepted, .markSet, .markRefused, .reportDeviated, .equivocated: true
    default: false
    }
  }
}
