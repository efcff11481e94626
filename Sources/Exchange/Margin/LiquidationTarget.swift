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

extension MarketRules {
  /// After how many closed lots of `size` the requirement's slope changes, in order, and in the end all of them: the last
  /// number that leaves a rest above a tier's bound, and the first that does not.
  public func stretches(closing size: Quantity, at mark: Price) -> [Quantity] {
    var ends: [Quantity] = []
    for position in (0..<max(Int(tierCount) - 1, 0)).reversed() {
      let kept = tiers[position].upTo.atoms / Int128(mark.atomsPerLot)
      guard kept < Int128(size.lots) else { continue }
      let closed = size.lots - UInt64(max(kept, 0))
      if closed > 1 { ends.append(Quantity(lots: closed - 1)) }
      ends.append(Quantity(lots: closed))
    }
    return ends + [size]
  }
}

/// The smallest or largest number for which something holds.
public enum Bisection {
  /// The smallest number for which `holds`, in 40 steps a stretch at most. The last of `ends` if it holds for none of them.
  ///
  /// - Precondition: `ends` rise; within a stretch, which begins behind the last end, it holds from some number on, or up to
  ///   some number, or nowhere; and not for zero.
  public static func first(inStretchesTo ends: [Quantity], where holds: (Quantity) -> Bool) -> Quantity {
    var start: UInt64 = 0
    for end in ends {
      guard holds(end) else {
        start = end.lots
        continue
      }
      var (fails, succeeds) = (start, end.lots)
      while succeeds - fails > 1 {
        let middle = fails + (succeeds - fails) / 2
        if holds(Quantity(lots: middle)) { succeeds = middle } else { fails = middle }
      }
      return Quantity(lots: succeeds)
    }
    return ends.last ?? .zero
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
