import Ledger
import SSZ
import Units

extension AccountRisk {
  /// What a liquidation restores: `maintenance + ceil(share × (initial − maintenance))`, micro-atoms.
  ///
  /// Taken in whole millionths and their rest, since the product of both would not fit 128 bits.
  public func target(_ share: Rate) -> MicroAtoms {
    let gap = requirement.initial.subtracting(requirement.maintenance).rawValue
    let parts = Int128(share.partsPerMillion)
    let (whole, rest) = gap.quotientAndRemainder(dividingBy: MicroAtoms.perAtom)
    let part = whole * parts + (rest * parts).divided(by: MicroAtoms.perAtom, rounding: .up)
    return requirement.maintenance.adding(MicroAtoms(rawValue: part))
  }

  public func isAtOrAboveTarget(_ share: Rate) -> Bool { equity >= target(share) }
}

extension LiquidationLadder {
  /// What a close of `notional` pays to the insurance: `ceil(notional × fee)`, but not more than the account has left.
  public func fee(on notional: Notional, of risk: AccountRisk) -> Notional {
    min(fee.share(of: notional).notional(rounding: .up), max(risk.equity.notional(rounding: .down), .zero))
  }
}

/// The smallest number for which something holds.
public enum Bisection {
  /// The smallest of `1 ... last` for which `holds`, in 40 steps at most; `last` if it holds for none.
  ///
  /// - Precondition: where it holds for `last`, it holds from some number on.
  public static func first(upTo last: Quantity, where holds: (Quantity) -> Bool) -> Quantity {
    guard holds(last) else { return last }
    var (fails, succeeds) = (UInt64(0), last.lots)
    while succeeds - fails > 1 {
      let middle = fails + (succeeds - fails) / 2
      if holds(Quantity(lots: middle)) { succeeds = middle } else { fails = middle }
    }
    return Quantity(lots: succeeds)
  }

  /// The largest of `0 ... last` for which `holds`, which it does for 0.
  public static func last(upTo last: Quantity, where holds: (Quantity) -> Bool) -> Quantity {
    if holds(last) { return last }
    var (succeeds, fails) = (UInt64(0), last.lots)
    while fails - succeeds > 1 {
      let middle = succeeds + (fails - succeeds) / 2
      if holds(Quantity(lots: middle)) { succeeds = middle } else { fails = middle }
    }
    return Quantity(lots: succeeds)
  }
}
