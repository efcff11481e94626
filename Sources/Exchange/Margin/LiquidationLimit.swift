import Ledger
import Units

/// How badly a position of a liquidated account may be sold.
public enum LiquidationLimit {
  /// The worst tick at which closing `position` leaves the account its share of equity or more: the bankruptcy price,
  /// rounded in the account's favour. Nil where no price in the market's range does.
  ///
  /// Each position may lose what equity it supports, in proportion to its maintenance margin, so that the market
  /// that is closed first cannot consume what the others need:
  /// `limit = mark ∓ equity × MMᵢ / ΣMM / |size|` (Lighter's zero price; dYdX's bankruptcy quote).
  /// A long sells at `limit` rounded up to a tick, a short buys at it rounded down.
  public static func worstTick(
    closing position: Position, of risk: AccountRisk, rules: MarketRules, mark: Price
  ) -> UInt32? {
    guard let side = position.size.side else { return nil }
    let own = rules.requirement(for: position.size.magnitude, at: mark).maintenance
    let loss = share(of: risk.equity.rawValue, own.rawValue, risk.requirement.maintenance.rawValue)
    let lots = Int128(position.size.magnitude.lots)
    let value = MicroAtoms(mark.notional(of: position.size.magnitude)).rawValue
    let tickMicroAtoms = MicroAtoms.perAtom * Int128(rules.tickAtomsPerLot) * lots
    let tick =
      switch side {
      case .buy: (value - loss).divided(by: tickMicroAtoms, rounding: .up)
      case .sell: (value + loss).divided(by: tickMicroAtoms, rounding: .down)
      }
    let highest = Int128(MarketRules.tickLimit) - 1
    switch side {
    case .buy: return tick > highest ? nil : UInt32(max(tick, 1))
    case .sell: return tick < 1 ? nil : UInt32(min(tick, highest))
    }
  }

  /// `floor(amount × part / whole)`; `amount` alone may be negative. The product has up to 254 bits.
  private static func share(of amount: Int128, _ part: Int128, _ whole: Int128) -> Int128 {
    guard whole > 0 else { return amount }
    let product = amount.magnitude.multipliedFullWidth(by: part.magnitude)
    let (quotient, remainder) = whole.magnitude.dividingFullWidth(product)
    let magnitude = Int128(quotient)
    return amount < 0 ? -magnitude - (remainder > 0 ? 1 : 0) : magnitude
  }
}
