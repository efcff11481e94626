import Ledger
import Units

/// What a feed's publishers agree on, and whose word lies too far away to count.
public struct PriceQuorum: Equatable, Sendable {
  /// Of all fresh prices; nil where they are fewer than a quorum.
  public let median: Price?
  /// Of those near the median; nil where they are fewer than a quorum.
  public let mark: MarkPrice?
  /// Fresh prices further from the median than `deviationLimit`, in the order of their publishers.
  public let deviating: [Deviation]

  public struct Deviation: Equatable, Sendable {
    public let publisher: UInt8
    public let price: Price
  }

  /// - Parameter published: each publisher's last word, by its number.
  public init(_ published: [PublishedPrice], parameters: Parameters, blockTimestampMs now: UInt64) {
    let earliest = now > parameters.reportAgeLimitMs ? now - parameters.reportAgeLimitMs : 0
    let fresh = published.indices.filter { published[$0].atomsPerLot > 0 && published[$0].publishTimeMs >= earliest }
    guard let first = MarkPrice(fresh.map { published[$0] }, parameters: parameters) else {
      (median, mark, deviating) = (nil, nil, [])
      return
    }
    median = first.price
    let limit = parameters.deviationLimit
    let near = fresh.filter { first.price.isWithin(limit, of: published[$0].atomsPerLot) }
    mark = near.count == fresh.count ? first : MarkPrice(near.map { published[$0] }, parameters: parameters)
    deviating = fresh.filter { !near.contains($0) }.compactMap { index in
      Price(atomsPerLot: published[index].atomsPerLot).map { Deviation(publisher: UInt8(index), price: $0) }
    }
  }
}

extension MarkPrice {
  /// The median of `fresh`; nil if they are fewer than a quorum.
  ///
  /// Of an even number, the lower of the two in the middle: a price somebody signed, and no rounding.
  fileprivate init?(_ fresh: [PublishedPrice], parameters: Parameters) {
    guard fresh.count >= max(Int(parameters.quorum), 1) else { return nil }
    let prices = fresh.map { $0.atomsPerLot }.sorted()
    guard let median = Price(atomsPerLot: prices[(prices.count - 1) / 2]) else { return nil }
    self.init(price: median, timeMs: fresh.map { $0.publishTimeMs }.min() ?? 0)
  }
}

extension Price {
  /// `|other − self| / self ≤ limit`, without division: 44 × 20 bits. A limit of 0 is none.
  fileprivate func isWithin(_ limit: Rate, of other: UInt64) -> Bool {
    let distance = other > atomsPerLot ? other - atomsPerLot : atomsPerLot - other
    return limit == .zero
      || UInt128(distance) * 1_000_000 <= UInt128(atomsPerLot) * UInt128(limit.partsPerMillion)
  }
}
