import Ledger
import Units

/// The price that margin counts with, agreed by a quorum.
public struct MarkPrice: Equatable, Sendable {
  public let price: Price
  /// When the oldest of the prices behind it was published.
  public let timeMs: UInt64

  /// The median of all prices published within the age limit; nil without a quorum of them.
  ///
  /// Of an even number, the lower of the two in the middle: a price somebody signed, and no rounding.
  /// With k ≥ ⌈2n/3⌉ of n, fewer than a third of false publishers cannot move it outside the honest ones' range.
  public init?(_ published: [PublishedPrice], parameters: Parameters, blockTimestampMs now: UInt64) {
    let earliest = now > parameters.reportAgeLimitMs ? now - parameters.reportAgeLimitMs : 0
    let fresh = published.filter { $0.atomsPerLot > 0 && $0.publishTimeMs >= earliest }
    guard fresh.count >= max(Int(parameters.quorum), 1) else { return nil }
    let prices = fresh.map(\.atomsPerLot).sorted()
    guard let median = Price(atomsPerLot: prices[(prices.count - 1) / 2]) else { return nil }
    price = median
    timeMs = fresh.map(\.publishTimeMs).min() ?? now
  }
}
