import Ledger
import Units

/// What one market's base asset is worth, before anybody reports it.
public struct MarketPrice: Equatable, Sendable {
  public let market: MarketID
  public let price: Price

  public init(market: MarketID, price: Price) {
    self.market = market
    self.price = price
  }
}

/// The true prices at one block.
public struct PricePoint: Equatable, Sendable {
  /// When, if the source is a history; nil if its caller has the clock.
  public let timestampMs: UInt64?
  /// One for each market that the source prices, by market.
  public let prices: [MarketPrice]
}

/// Where prices come from: one point a block, until it ends.
public protocol PriceSource: Sendable {
  /// How many points it has in all; nil for a source without end.
  var blockCount: Int? { get }

  /// nil after the last point.
  mutating func next() -> PricePoint?
}
