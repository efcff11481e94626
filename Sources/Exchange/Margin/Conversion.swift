import Ledger
import SSZ
import Units

/// How much collateral of an account in liquidation the backstop buys, and for how much. A plan: nothing has happened.
///
/// A lot that counted `price × (1 − haircut)` becomes cash of `price × (1 − discount)`. So many lots are sold as bring
/// the account to its target, even if the payment's rounding takes nearly an atom, and at least as many as turn a debt in
/// quote into none; never more than there are, or than the backstop can pay. (Drift seizes deposits likewise; a haircut above the discount makes every lot sold a gain.)
public struct Conversion: Equatable, Sendable {
  public let lots: Quantity
  /// Rounded down: the buyer keeps the rest of an atom.
  public let payment: Notional

  /// - Parameters:
  ///   - risk: of the account, its collateral included.
  ///   - funds: what the backstop has, in quote.
  /// - Returns: nil where nothing is to be sold or nobody can buy.
  public init?(
    _ risk: AccountRisk, of balance: Quantity, at price: Price, _ rules: CollateralRules, target: Rate, funds: Notional
  ) {
    let million = Int128(Rate.one.partsPerMillion)
    let atoms = Int128(price.atomsPerLot)
    let proceeds = rules.proceeds(at: price).rawValue
    let counted = atoms * (million - Int128(rules.maintenanceHaircut.partsPerMillion))
    guard proceeds > 0, !balance.isZero, funds > .zero else { return nil }

    let gap = risk.target(target).subtracting(risk.equity).rawValue + MicroAtoms.perAtom - 1
    let debt = counted * Int128(balance.lots) - risk.equity.rawValue
    var lots: Int128 = 0
    if gap >= MicroAtoms.perAtom, proceeds > counted { lots = gap.divided(by: proceeds - counted, rounding: .up) }
    if debt > 0 { lots = max(lots, debt.divided(by: proceeds, rounding: .up)) }
    let affordable = MicroAtoms(funds).rawValue.divided(by: proceeds, rounding: .down)
    lots = min(lots, affordable, Int128(balance.lots))
    guard lots > 0 else { return nil }
    self.lots = Quantity(lots: UInt64(lots))
    payment = MicroAtoms(rawValue: lots * proceeds).notional(rounding: .down)
  }
}
