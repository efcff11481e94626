import Ledger
import Units

/// What an account is worth, and what it must be worth. Equality is healthy.
public struct AccountRisk: Equatable, Sendable {
  /// `cash + Σ (size × mark − cost) − Σ size × (F − Fᵢ) − Σ |size| × (L − Lᵢ)`, and collateral less its maintenance
  /// haircut; exact. Maintenance and close-out are compared with it.
  public var equity: MicroAtoms
  /// How much less the collateral counts where initial margin is asked for.
  public private(set) var initialDiscount = MicroAtoms.zero
  /// Of the positions as they are.
  public var requirement = Requirement()
  /// Initial margin of the worst case: in each market, all open orders of one side filled.
  public var initialWithOrders = MicroAtoms.zero

  public init(cash: Notional) { equity = MicroAtoms(cash) }

  /// Counts collateral in: `lots × price × (1 − haircut)`. Without a price it is worth nothing.
  ///
  /// Price and lots are below 2^44 and 2^40, so the product with parts per million stays below 2^104.
  public mutating func add(_ collateral: Quantity, _ rules: CollateralRules, at price: Price?) {
    guard let value = price?.notional(of: collateral) else { return }
    let counted = MicroAtoms(value).subtracting(rules.maintenanceHaircut.share(of: value))
    equity = equity.adding(counted)
    let difference = rules.initialHaircut.share(of: value).subtracting(rules.maintenanceHaircut.share(of: value))
    initialDiscount = initialDiscount.adding(difference)
  }

  /// Counts one position in.
  public mutating func add(_ position: Position, _ rules: MarketRules, _ market: Market) {
    guard let mark = market.mark else {
      precondition(position.size.isZero, "a position is open in a market that never had a price")
      return
    }
    equity = equity.adding(position.worth(in: market, at: mark))
    requirement = requirement.adding(rules.requirement(for: position.size.magnitude, at: mark))
    initialWithOrders = initialWithOrders.adding(rules.requirement(for: position.worstCase, at: mark).initial)
  }

  /// The same account with `cash` more.
  public func adding(cash: Notional) -> AccountRisk {
    var risk = self
    risk.equity = equity.adding(MicroAtoms(cash))
    return risk
  }

  /// `equity` with the initial haircut in place of the maintenance haircut: what initial margin is compared with.
  public var initialEquity: MicroAtoms { equity.subtracting(initialDiscount) }

  public var isAtOrAboveInitial: Bool { initialEquity >= requirement.initial }
  /// Whether initial margin is there for the worst case of open orders: what may be ordered, withdrawn or given away.
  public var isAtOrAboveInitialWithOrders: Bool { initialEquity >= initialWithOrders }
  public var isAtOrAboveMaintenance: Bool { equity >= requirement.maintenance }
  public var isAtOrAboveCloseOut: Bool { equity >= requirement.closeOut }

  /// Whether `self` is no riskier than `before`: maintenance not higher, and equity / maintenance not lower. Where both
  /// maintain nothing there is no ratio, and equity must not be lower.
  ///
  /// Compared by cross-multiplication; each factor has at most 127 bits, the products 254. (dYdX v4,
  /// lib/margin/risk.go; Lighter, is_valid_risk_change.)
  public func isNoRiskier(than before: AccountRisk) -> Bool {
    guard requirement.maintenance <= before.requirement.maintenance else { return false }
    guard before.requirement.maintenance > .zero else { return equity >= before.equity }
    return Product(equity.rawValue, before.requirement.maintenance.rawValue)
      >= Product(before.equity.rawValue, requirement.maintenance.rawValue)
  }

  /// Whether a fill may turn `before` into `self`: it ends at or above initial margin, or it neither raises the risk
  /// nor takes the account from at or above maintenance to below.
  public func isPermitted(after before: AccountRisk) -> Bool {
    if isAtOrAboveInitial { return true }
    return isNoRiskier(than: before) && (isAtOrAboveMaintenance || !before.isAtOrAboveMaintenance)
  }
}

extension Position {
  /// `size × mark − cost − size × (F − Fᵢ) − |size| × (L − Lᵢ)`: what it adds to its account's equity. Exact.
  public func worth(in market: Market, at mark: Price) -> MicroAtoms {
    MicroAtoms(mark.value(of: size).subtracting(cost))
      .subtracting(unsettledFunding(at: market.fundingIndex))
      .subtracting(unsettledLoss(at: market.lossIndex))
  }

  /// size × (F − Fᵢ): what it owes of funding; negative, what it is owed.
  public func unsettledFunding(at fundingIndex: MicroAtoms) -> MicroAtoms {
    MicroAtoms(rawValue: Int128(size.lots) * fundingIndex.subtracting(self.fundingIndex).rawValue)
  }

  /// |size| × (L − Lᵢ).
  public func unsettledLoss(at lossIndex: MicroAtoms) -> MicroAtoms {
    MicroAtoms(rawValue: Int128(size.magnitude.lots) * lossIndex.subtracting(self.lossIndex).rawValue)
  }

  /// The largest size that open orders of one side can lead to.
  public var worstCase: Quantity {
    let long = size.adding(openBuys.signed(.buy)).magnitude
    let short = size.adding(openSells.signed(.sell)).magnitude
    return max(long, short, size.magnitude)
  }
}

/// A 256-bit product, made only to be compared.
private struct Product: Comparable {
  let high: Int128
  let low: UInt128

  init(_ left: Int128, _ right: Int128) { (high, low) = left.multipliedFullWidth(by: right) }

  static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
