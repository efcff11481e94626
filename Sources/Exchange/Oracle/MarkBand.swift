import Ledger
import Units

/// How far a new mark may lie from the last one: wider with every second since, so that no true price stays out for ever.
public struct MarkBand: Equatable, Sendable {
  /// Parts per million of the last mark, either way.
  public let widthPartsPerMillion: UInt128

  /// `bandBase + bandPerSecond × seconds`, each begun second counted whole; nil where the parameters set no band.
  ///
  /// Seconds count from the date of the last mark, and at most 2^32 of them, so that the width stays below 2^65.
  public init?(after last: MarkPrice, parameters: Parameters, blockTimestampMs now: UInt64) {
    guard parameters.bandBase > .zero || parameters.bandPerSecond > .zero else { return nil }
    let elapsedMs = now > last.timeMs ? now - last.timeMs : 0
    let seconds = min(elapsedMs / 1000 + (elapsedMs % 1000 > 0 ? 1 : 0), 1 << 32)
    let widening = UInt128(parameters.bandPerSecond.partsPerMillion) * UInt128(seconds)
    widthPartsPerMillion = UInt128(parameters.bandBase.partsPerMillion) + widening
  }

  /// `|price − last| / last ≤ width`, without division: 44 × 65 bits.
  public func admits(_ price: Price, after last: Price) -> Bool {
    let (new, old) = (UInt128(price.atomsPerLot), UInt128(last.atomsPerLot))
    return (new > old ? new - old : old - new) * 1_000_000 <= old * widthPartsPerMillion
  }
}
