import Ledger
import Units

extension FundingRules {
  /// `(max(0, impact bid − mark) − max(0, mark − impact ask)) / mark`, parts per million, toward zero.
  ///
  /// A book is not crossed, so at most one of the two is not zero, and each may be divided by itself. A price cannot lie
  /// more than 100 % below the mark; the same is the limit above, so that no single sample outweighs the others.
  ///
  /// - Parameters:
  ///   - excess: of the impact bid over the mark, micro-atoms a lot.
  ///   - shortfall: of the impact ask below it.
  public static func premiumPartsPerMillion(excess: MicroAtoms, shortfall: MicroAtoms, mark: Price) -> Int64 {
    let price = Int128(mark.atomsPerLot)
    let premium =
      excess.rawValue.divided(by: price, rounding: .down) - shortfall.rawValue.divided(by: price, rounding: .down)
    return Int64(min(max(premium, -1_000_000), 1_000_000))
  }

  /// What the funding index rises by at the end of an interval, micro-atoms a lot.
  ///
  /// With P the mean premium, 0 without samples, and I the interest:
  /// `rate = clamp(P + clamp(I − P, ± clamp), ± cap)`, of a whole period; `ΔF = ⌊rate × mark × elapsed / period⌋`.
  /// Everything is multiplied by the number of samples and divided once, so nothing else is rounded. The same ΔF holds for
  /// longs and shorts: the rate is clamped before it is split to sides.
  ///
  /// - Parameters:
  ///   - premiumSum: of `premiumCount` samples, parts per million.
  ///   - elapsedMs: at most `periodMs`, so that |ΔF| ≤ cap × mark, below 2^64. Widths before the division: samples 2^21,
  ///     rate 2^20, mark 2^44, time 2^36, together 2^121.
  public func indexChange(
    premiumSum: Int64, premiumCount: UInt32, mark: Price, elapsedMs: UInt64
  ) -> MicroAtoms {
    let samples = Int128(max(premiumCount, 1))
    let premium = Int128(premiumSum)
    let interest = Int128(interestPartsPerMillion) * samples
    let pull = (interest - premium).clamped(to: Int128(clamp.partsPerMillion) * samples)
    let rate = (premium + pull).clamped(to: Int128(cap.partsPerMillion) * samples)
    let product = rate * Int128(mark.atomsPerLot) * Int128(elapsedMs)
    return MicroAtoms(rawValue: product.divided(by: samples * Int128(periodMs), rounding: .down))
  }
}

extension Int128 {
  /// The nearest value from −`limit` to `limit`.
  fileprivate func clamped(to limit: Int128) -> Int128 { Swift.min(Swift.max(self, -limit), limit) }
}
