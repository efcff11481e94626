import Ledger
import Units

/// How badly a position of a liquidated account may be sold: its zero price, at which the account loses what equity the
/// position supports and no more.
///
/// Each position may lose its share of the equity, in proportion to its maintenance margin, so that the market that is
/// closed first cannot consume what the others need: `mark ∓ equity × MMᵢ / ΣMM / |size|`. For an account in debt the
/// share is negative, and the zero price better than the mark. (Lighter's zero price; dYdX's bankruptcy quote.)
public enum LiquidationLimit {
  /// The worst tick at which closing `position` through the book leaves the account its share of equity or more: a long
  /// sells at the zero price rounded up to a tick, a short buys at it rounded down. Nil where no price in the market's
  /// range does.
  public static func worstTick(
    closing position: Position, of risk: AccountRisk, rules: MarketRules, mark: Price
  ) -> UInt32? {
    guard let side = position.size.side else { return nil }
    let tick = zeroPrice(of: position, side, of: risk, rules, mark, unitAtoms: Int128(rules.tickAtomsPerLot))
    let highest = Int128(MarketRules.tickLimit) - 1
    switch side {
    case .buy: return tick > highest ? nil : UInt32(max(tick, 1))
    case .sell: return tick < 1 ? nil : UInt32(min(tick, highest))
    }
  }

  /// The zero price, rounded in the account's favour to a whole atom a lot, or the nearest price there is: at which
  /// positions change hands outside the book.
  ///
  /// - Precondition: the position is open.
  public static func zeroPrice(
    closing position: Position, of risk: AccountRisk, rules: MarketRules, mark: Price
  ) -> Price {
    guard let side = position.size.side else { preconditionFailure("a flat position has no zero price") }
    let atoms = zeroPrice(of: position, side, of: risk, rules, mark, unitAtoms: 1)
    let clamped = min(max(atoms, 1), Int128(Price.limit) - 1)
    guard let price = Price(atomsPerLot: UInt64(clamped)) else {
      preconditionFailure("a price within its range is none")
    }
    return price
  }

  /// In units of `unitAtoms` a lot, rounded in the account's favour. May lie outside all prices.
  private static func zeroPrice(
    of position: Position, _ side: Side, of risk: AccountRisk, _ rules: MarketRules, _ mark: Price, unitAtoms: Int128
  ) -> Int128 {
    let own = rules.requirement(for: position.size.magnitude, at: mark).maintenance
    let loss = share(of: risk.equity.rawValue, own.rawValue, risk.requirement.maintenance.rawValue)
    let unit = MicroAtoms.perAtom * unitAtoms * Int128(position.size.magnitude.lots)
    let value = MicroAtoms(mark.notional(of: position.size.magnitude)).rawValue
    switch side {
    case .buy: return (value - loss).divided(by: unit, rounding: .up)
    case .sell: return (value + loss).divided(by: unit, rounding: .down)
    }
  }

  /// `floor(amount × part / whole)`; `amount` alone may be negative. The product has up to 254 bits. A part that claims to
  /// be more than the whole counts as the whole.
  private static func share(of amount: Int128, _ part: Int128, _ whole: Int128) -> Int128 {
    guard whole > 0 else { return amount }
    let product = amount.magnitude.multipliedFullWidth(by: min(part, whole).magnitude)
    let (quotient, remainder) = whole.magnitude.dividingFullWidth(product)
    let magnitude = Int128(quotient)
    return amount < 0 ? -magnitude - (remainder > 0 ? 1 : 0) : magnitude
  }
}
