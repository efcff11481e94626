/// A trade, with the orders by the caller's numbers.
public struct Trade: Equatable, Sendable {
  public let maker: UInt64
  public let taker: UInt64
  /// The maker's price.
  public let tick: UInt32
  public let lots: UInt64

  public init(maker: UInt64, taker: UInt64, tick: UInt32, lots: UInt64) {
    self.maker = maker
    self.taker = taker
    self.tick = tick
    self.lots = lots
  }
}

/// What is told of every trade, in order.
public protocol TradeSink {
  mutating func count(_ trade: Trade)
}

extension [Trade]: TradeSink {
  public mutating func count(_ trade: Trade) { append(trade) }
}
