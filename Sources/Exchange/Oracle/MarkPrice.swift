import Units

/// The price that margin counts with, agreed by a quorum.
public struct MarkPrice: Equatable, Sendable {
  public let price: Price
  /// When the oldest of the prices behind it was published.
  public let timeMs: UInt64

  public init(price: Price, timeMs: UInt64) { (self.price, self.timeMs) = (price, timeMs) }
}
