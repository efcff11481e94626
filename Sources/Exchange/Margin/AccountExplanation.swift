import Ledger
import Units

/// Why an account stands where it stands: every number that went into the verdict, and what would change it.
///
/// Made of the very values and comparisons by which the transition decides; nothing is computed a second way.
public struct AccountExplanation: Equatable, Sendable {
  /// What one position adds to equity and requirements.
  public struct Part: Equatable, Sendable {
    public let position: Position
    public let mark: Price
    /// `size × mark − cost`.
    public let profit: Notional
    /// `size × (F − Fᵢ)` and `|size| × (L − Lᵢ)`, both taken off.
    public let fundingOwed: MicroAtoms
    public let lossOwed: MicroAtoms
    public let requirement: Requirement
    /// The mark at which the account would be below maintenance if nothing else changed; nil if no mark is so bad, or
    /// every one is.
    public let liquidationPrice: Price?
  }

  /// `left ≥ right`, or not.
  public struct Comparison: Equatable, Sendable {
    public enum Threshold: Equatable, Sendable, CaseIterable {
      case initialWithOrders, initial, maintenance, closeOut
    }

    public let threshold: Threshold
    /// Equity, with the haircut that belongs to the threshold.
    public let left: MicroAtoms
    public let right: MicroAtoms

    public var holds: Bool { left >= right }
    /// What is missing; zero or less where it holds.
    public var gap: MicroAtoms { right.subtracting(left) }
    /// The smallest deposit of USDC that would make it hold: the gap, rounded up to an atom.
    public var deposit: Notional { max(gap.notional(rounding: .up), .zero) }
  }

  public let cash: Notional
  public let collateral: Quantity
  /// What the collateral counts for where maintenance is compared.
  public let collateralCounted: MicroAtoms
  public let risk: AccountRisk
  public let parts: [Part]
  /// The smallest number of lots of one position that, closed at the mark, would bring the account to maintenance; nil
  /// where it is there, or closing does not suffice.
  public let cure: Cure?

  public struct Cure: Equatable, Sendable {
    public let market: MarketID
    public let side: Side
    public let quantity: Quantity
  }

  /// - Parameter positions: all of the account's, with the rules and the present values of their markets.
  public init(
    _ account: Account, _ positions: [(position: Position, rules: MarketRules, market: Market)],
    collateral rules: CollateralRules, at price: Price?
  ) {
    var base = AccountRisk(cash: account.cash)
    base.add(account.collateral, rules, at: price)
    cash = account.cash
    collateral = account.collateral
    collateralCounted = base.equity.subtracting(MicroAtoms(account.cash))
    var risk = base
    for held in positions { risk.add(held.position, held.rules, held.market) }
    self.risk = risk

    func others(than index: Int) -> AccountRisk {
      var others = base
      for (other, held) in positions.enumerated() where other != index {
        others.add(held.position, held.rules, held.market)
      }
      return others
    }
    parts = positions.indices.compactMap { index in
      let held = positions[index]
      guard !held.position.size.isZero, let mark = held.market.mark else { return nil }
      return Part(
        position: held.position, mark: mark,
        profit: mark.value(of: held.position.size).subtracting(held.position.cost),
        fundingOwed: held.position.unsettledFunding(at: held.market.fundingIndex),
        lossOwed: held.position.unsettledLoss(at: held.market.lossIndex),
        requirement: held.rules.requirement(for: held.position.size.magnitude, at: mark),
        liquidationPrice: Self.liquidationPrice(of: held, beside: others(than: index)))
    }
    cure =
      risk.isAtOrAboveMaintenance
      ? nil : positions.indices.lazy.compactMap { Self.cure(positions[$0], beside: others(than: $0)) }.first
  }

  /// Every comparison that decides something about the account, the strictest first.
  public var comparisons: [Comparison] {
    Comparison.Threshold.allCases.map { threshold in
      switch threshold {
      case .initialWithOrders:
        Comparison(threshold: threshold, left: risk.initialEquity, right: risk.initialWithOrders)
      case .initial: Comparison(threshold: threshold, left: risk.initialEquity, right: risk.requirement.initial)
      case .maintenance: Comparison(threshold: threshold, left: risk.equity, right: risk.requirement.maintenance)
      case .closeOut: Comparison(threshold: threshold, left: risk.equity, right: risk.requirement.closeOut)
      }
    }
  }

  /// Equity less maintenance falls with the mark for a long, and as it rises for a short (a requirement's slope is below
  /// one), so the first mark that is too bad is found by bisection over all prices.
  private static func liquidationPrice(
    of held: (position: Position, rules: MarketRules, market: Market), beside others: AccountRisk
  ) -> Price? {
    func isHealthy(at atoms: UInt64) -> Bool {
      var (risk, market) = (others, held.market)
      market.markAtomsPerLot = atoms
      risk.add(held.position, held.rules, market)
      return risk.isAtOrAboveMaintenance
    }
    let isLong = held.position.size.side == .buy
    let (worst, best) = isLong ? (1, Price.limit - 1) : (Price.limit - 1, 1)
    guard isHealthy(at: best), !isHealthy(at: worst) else { return nil }
    var (healthy, unhealthy) = (best, worst)
    while max(healthy, unhealthy) - min(healthy, unhealthy) > 1 {
      let middle = min(healthy, unhealthy) + (max(healthy, unhealthy) - min(healthy, unhealthy)) / 2
      if isHealthy(at: middle) { healthy = middle } else { unhealthy = middle }
    }
    return Price(atomsPerLot: unhealthy)
  }

  private static func cure(
    _ held: (position: Position, rules: MarketRules, market: Market), beside others: AccountRisk
  ) -> Cure? {
    guard let side = held.position.size.side?.opposite, let mark = held.market.mark else { return nil }
    func isCured(by quantity: Quantity) -> Bool {
      let fill = PositionFill(held.position, in: held.market, side, quantity, at: mark)
      var risk = others.adding(cash: fill.cashChange)
      risk.add(fill.position, held.rules, held.market)
      return risk.isAtOrAboveMaintenance
    }
    let stretches = held.rules.stretches(closing: held.position.size.magnitude, at: mark)
    guard isCured(by: held.position.size.magnitude) else { return nil }
    return Cure(
      market: held.position.market, side: side,
      quantity: Bisection.first(inStretchesTo: stretches, where: isCured))
  }
}
