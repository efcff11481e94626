import JSON
import Ledger
import Margin
import Merkle
import SSZ
import StateTransition
import Units

/// Why an account stands where it stands, for scripts and for people, from the transition's own numbers.
struct AccountExplanationView {
  let id: AccountID
  let block: UInt64
  let units: TradingUnits
  let explanation: AccountExplanation
  let collateralPrice: Price?

  /// - Precondition: the account exists.
  init(state: State, id: AccountID) {
    self.id = id
    block = state.clock.blockNumber
    units = TradingUnits(state)
    explanation = state.known { state throws(StateAccessError) in try state.explanation(of: id) }
    collateralPrice = state.collateral.price
  }

  var json: JSONValue {
    [
      "account": .count(id.rawValue), "block": .count(block),
      "inputs": [
        "cash": .usdc(explanation.cash), "collateral": collateralJSON,
        "positions": .array(explanation.parts.map(partJSON)),
      ],
      "formula": .string(Self.formula), "equity": Self.exact(explanation.risk.equity),
      "initialEquity": Self.exact(explanation.risk.initialEquity),
      "comparisons": .array(explanation.comparisons.map(comparisonJSON)), "verdict": .string(verdict),
      "cure": cureJSON, "text": .array(lines.map { .string($0.text) }),
    ]
  }

  private static let formula =
    "equity = cash + Σ (size × mark − cost) − Σ funding − Σ socialised losses + collateral × price × (1 − haircut)"

  private static func exact(_ amount: MicroAtoms) -> JSONValue {
    .string(Decimal.format(amount.rawValue, decimals: Decimal.microDecimals))
  }

  private var collateralJSON: JSONValue {
    guard let asset = units.collateral else { return .null }
    return [
      "asset": .string(asset.symbol), "amount": .string(asset.amount(explanation.collateral.lots)),
      "price": collateralPrice.map { .string(asset.price(atomsPerLot: $0.atomsPerLot)) } ?? .null,
      "counted": Self.exact(explanation.collateralCounted),
    ]
  }

  private func partJSON(_ part: AccountExplanation.Part) -> JSONValue {
    let market = units.markets[Int(part.position.market.rawValue)]
    return [
      "market": .string(market.rules.name), "side": .string(part.position.size.side == .buy ? "long" : "short"),
      "size": .string(market.size(part.position.size.magnitude)),
      "mark": .string(market.price(atomsPerLot: part.mark.atomsPerLot)), "cost": .usdc(part.position.cost),
      "profit": .usdc(part.profit), "fundingOwed": Self.exact(part.fundingOwed),
      "socialisedLoss": Self.exact(part.lossOwed), "initialMargin": Self.exact(part.requirement.initial),
      "maintenanceMargin": Self.exact(part.requirement.maintenance),
      "closeOutMargin": Self.exact(part.requirement.closeOut),
      "liquidationPrice": part.liquidationPrice.map { .string(market.price(atomsPerLot: $0.atomsPerLot)) } ?? .null,
    ]
  }

  private func comparisonJSON(_ comparison: AccountExplanation.Comparison) -> JSONValue {
    [
      "threshold": .string("\(comparison.threshold)"), "rule": .string(comparison.threshold.rule),
      "left": Self.exact(comparison.left), "right": Self.exact(comparison.right), "holds": .bool(comparison.holds),
      "gap": Self.exact(comparison.holds ? .zero : comparison.gap), "deposit": .usdc(comparison.deposit),
      "meaning": .string(comparison.threshold.meaning),
    ]
  }

  private var cureJSON: JSONValue {
    guard let maintenance = comparison(.maintenance), !maintenance.holds else { return .null }
    var object = JSONObject()
    object["deposit"] = .usdc(maintenance.deposit)
    if let cure = explanation.cure {
      let market = units.markets[Int(cure.market.rawValue)]
      object["trade"] = [
        "market": .string(market.rules.name), "side": .string(cure.side == .buy ? "buy" : "sell"),
        "size": .string(market.size(cure.quantity)),
      ]
    }
    return .object(object)
  }

  private func comparison(
    _ threshold: AccountExplanation.Comparison.Threshold
  ) -> AccountExplanation.Comparison? { explanation.comparisons.first { $0.threshold == threshold } }

  /// The lowest threshold that does not hold, and what would change that.
  private var verdict: String {
    guard let failed = explanation.comparisons.last(where: { !$0.holds }) else {
      return "healthy: every requirement is met"
    }
    let gap = Decimal.format(failed.deposit)
    return "\(failed.threshold.failure): short of \(failed.threshold.name) by \(gap) USDC"
  }
}

// For people.
extension AccountExplanationView {
  private var lines: [ExplanationLine] {
    var lines = [ExplanationLine("Account \(id.rawValue) after block \(block), in USDC"), ExplanationLine("")]
    lines.append(ExplanationLine("cash", MicroAtoms(explanation.cash)))
    lines += explanation.parts.flatMap(partLines)
    if let asset = units.collateral, !explanation.collateral.isZero {
      lines.append(
        ExplanationLine(
          "+ \(asset.amount(explanation.collateral.lots)) \(asset.symbol), less the haircut",
          explanation.collateralCounted))
    }
    lines.append(ExplanationLine("= equity", explanation.risk.equity))
    lines.append(ExplanationLine(""))
    lines += explanation.comparisons.flatMap(comparisonLines)
    lines += explanation.parts.compactMap(liquidationLine)
    lines.append(ExplanationLine(""))
    lines.append(ExplanationLine(verdict.prefix(1).uppercased() + verdict.dropFirst() + "."))
    if let cure = cureText { lines.append(ExplanationLine(cure)) }
    return lines
  }

  private func partLines(_ part: AccountExplanation.Part) -> [ExplanationLine] {
    let market = units.markets[Int(part.position.market.rawValue)]
    let side = part.position.size.side == .buy ? "long" : "short"
    let mark = market.price(atomsPerLot: part.mark.atomsPerLot)
    var lines = [
      ExplanationLine(
        "+ \(market.rules.name) \(side) \(market.size(part.position.size.magnitude)), mark \(mark), cost "
          + Decimal.format(part.position.cost), MicroAtoms(part.profit))
    ]
    if part.fundingOwed != .zero { lines.append(ExplanationLine("−   its funding", part.fundingOwed)) }
    if part.lossOwed != .zero { lines.append(ExplanationLine("−   its share of socialised losses", part.lossOwed)) }
    return lines
  }

  private func comparisonLines(_ comparison: AccountExplanation.Comparison) -> [ExplanationLine] {
    [
      ExplanationLine("\(comparison.threshold.name)", comparison.right),
      ExplanationLine(
        comparison.holds ? "  met: \(comparison.threshold.meaning)" : "  NOT met: \(comparison.threshold.failure)"),
    ]
  }

  private func liquidationLine(_ part: AccountExplanation.Part) -> ExplanationLine? {
    guard let price = part.liquidationPrice else { return nil }
    let market = units.markets[Int(part.position.market.rawValue)]
    let direction = part.position.size.side == .buy ? "at or below" : "at or above"
    return ExplanationLine(
      "\(market.rules.name) alone would bring liquidation \(direction)", market.price(atomsPerLot: price.atomsPerLot))
  }

  private var cureText: String? {
    guard let maintenance = comparison(.maintenance), !maintenance.holds else { return nil }
    var text = "Cure: deposit \(Decimal.format(maintenance.deposit)) USDC"
    if let cure = explanation.cure {
      let market = units.markets[Int(cure.market.rawValue)]
      text +=
        ", or \(cure.side == .buy ? "buy" : "sell") \(market.size(cure.quantity)) \(market.rules.name) at the mark"
    }
    return text + "."
  }
}

extension AccountExplanation.Comparison.Threshold {
  var name: String {
    switch self {
    case .initialWithOrders: "initial margin with all open orders"
    case .initial: "initial margin"
    case .maintenance: "maintenance margin"
    case .closeOut: "close-out margin"
    }
  }

  fileprivate var rule: String {
    switch self {
    case .initialWithOrders, .initial: "initialEquity ≥ \(name)"
    case .maintenance, .closeOut: "equity ≥ \(name)"
    }
  }

  fileprivate var meaning: String {
    switch self {
    case .initialWithOrders: "new risk may be taken, and money withdrawn"
    case .initial: "trades may leave the account here"
    case .maintenance: "the account is left alone"
    case .closeOut: "a liquidation waits for buyers"
    }
  }

  fileprivate var failure: String {
    switch self {
    case .initialWithOrders: "orders may only reduce risk, and nothing can be withdrawn"
    case .initial: "only changes that do not raise the risk are allowed"
    case .maintenance: "the account is liquidated through the book"
    case .closeOut: "the insurance or the winners of the other side take its positions"
    }
  }
}
