import Ledger
import Margin
import SSZ
import Units

/// Three tiers whose requirements are easy to reckon: bounds at 1,000 and 5,000 atoms.
enum Samples {
  static func tier(_ upTo: Int128, _ initial: UInt32, _ maintenance: UInt32, _ closeOut: UInt32) -> MarginTier {
    MarginTier(
      upTo: Notional(atoms: upTo), initial: Rate(partsPerMillion: initial),
      maintenance: Rate(partsPerMillion: maintenance), closeOut: Rate(partsPerMillion: closeOut))
  }

  static let tiers = [
    tier(1_000, 100_000, 50_000, 20_000), tier(5_000, 200_000, 100_000, 40_000), tier(0, 500_000, 250_000, 100_000),
  ]

  static func rules(_ tiers: [MarginTier] = tiers, tickAtomsPerLot: UInt32 = 1) -> MarketRules {
    var rules = MarketRules()
    rules.tickAtomsPerLot = tickAtomsPerLot
    rules.tierCount = UInt8(tiers.count)
    for (index, tier) in tiers.enumerated() { rules.tiers[index] = tier }
    return rules
  }

  static func market(mark: UInt64 = 0, lossIndex: Int128 = 0, fundingIndex: Int128 = 0) -> Market {
    var market = Market()
    market.markAtomsPerLot = mark
    market.fundingIndex = MicroAtoms(rawValue: fundingIndex)
    market.lossIndex = MicroAtoms(rawValue: lossIndex)
    return market
  }

  static func position(
    _ lots: Int64, cost: Int128 = 0, lossIndex: Int128 = 0, fundingIndex: Int128 = 0
  ) -> Position {
    var position = Position()
    position.size = SignedQuantity(lots: lots)
    position.cost = Notional(atoms: cost)
    position.lossIndex = MicroAtoms(rawValue: lossIndex)
    position.fundingIndex = MicroAtoms(rawValue: fundingIndex)
    return position
  }

  static func price(_ atomsPerLot: UInt64) -> Price {
    guard let price = Price(atomsPerLot: atomsPerLot) else { preconditionFailure("a test needs a possible price") }
    return price
  }

  static func risk(equity: Int128, maintenance: Int128, initial: Int128 = .max, closeOut: Int128 = 0) -> AccountRisk {
    var risk = AccountRisk(cash: .zero)
    risk.equity = MicroAtoms(rawValue: equity)
    risk.requirement.initial = MicroAtoms(rawValue: initial)
    risk.requirement.maintenance = MicroAtoms(rawValue: maintenance)
    risk.requirement.closeOut = MicroAtoms(rawValue: closeOut)
    return risk
  }
}
