import Cryptography
import Ledger
import SSZ
import Units

/// Whether a report may replace its publisher's last word. Its signature has been checked.
public enum ReportCheck {
  /// The reported price in atoms a lot.
  ///
  /// Checked in this order: sequence rises, and the last one is not contradicted; publish time rises; not from the future;
  /// not too old; not too uncertain; within the range of prices.
  public static func price(
    of report: PriceReport, after last: PublishedPrice, lotDecimals: UInt8, parameters: Parameters,
    blockTimestampMs now: UInt64
  ) throws(Refusal) -> Price {
    guard report.sequence > last.sequence else {
      if contradicts(report, last) {
        throw Refusal(.reportEquivocates, limit: last.sequence, found: report.sequence)
      }
      throw Refusal(.reportSequenceNotRising, limit: last.sequence, found: report.sequence)
    }
    guard report.publishTimeMs > last.publishTimeMs else {
      throw Refusal(.reportTimeNotRising, limit: last.publishTimeMs, found: report.publishTimeMs)
    }
    let latest = UInt128(now) + UInt128(parameters.reportFutureLimitMs)
    guard report.publishTimeMs <= latest else {
      throw Refusal(.reportFromFuture, limit: latest, found: report.publishTimeMs)
    }
    let earliest = now > parameters.reportAgeLimitMs ? now - parameters.reportAgeLimitMs : 0
    guard report.publishTimeMs >= earliest else {
      throw Refusal(.reportTooOld, limit: earliest, found: report.publishTimeMs)
    }
    try checkConfidence(of: report, limit: parameters.confidenceLimit)
    return try atomsPerLot(of: report, lotDecimals: lotDecimals)
  }

  /// Whether a publisher signed something else under the number of its last word. The same report again is none, and
  /// neither is a second contradiction, since the evidence of the first took the root away.
  private static func contradicts(_ report: PriceReport, _ last: PublishedPrice) -> Bool {
    report.sequence == last.sequence && !last.reportRoot.isZero && report.hashTreeRoot() != last.reportRoot
  }

  /// confidence / price ≤ limit, without division: 64 × 32 bits.
  private static func checkConfidence(of report: PriceReport, limit: Rate) throws(Refusal) {
    let bound = UInt128(report.price) * UInt128(limit.partsPerMillion)
    guard UInt128(report.confidence) * 1_000_000 <= bound else {
      throw Refusal(.reportTooUncertain, limit: bound / 1_000_000, found: report.confidence)
    }
  }

  /// `price × 10^exponent` USDC a unit is `price × 10^(exponent + 6 − lotDecimals)` atoms a lot, rounded down.
  private static func atomsPerLot(of report: PriceReport, lotDecimals: UInt8) throws(Refusal) -> Price {
    let exponent = Int(report.exponent) + 6 - Int(lotDecimals)
    var atoms = UInt128(report.price)
    if exponent < 0 {
      for _ in exponent..<0 { atoms /= 10 }
    } else {
      for _ in 0..<exponent where atoms < UInt128(Price.limit) { atoms *= 10 }
    }
    guard let price = Price(atomsPerLot: UInt64(clamping: atoms)) else {
      throw Refusal(.priceOutOfRange, limit: Price.limit, found: atoms)
    }
    return price
  }
}
