import SSZ
import Units

/// Closes a position, or a part of it, through the book: an order that trades at once, only reduces, and never rests.
///
/// The side follows from the position when its turn comes, so the owner need not know what the L1's delay makes of it.
public struct ClosePosition: SSZContainer, Equatable {
  public var market: UInt16 = 0
  /// The most to close; zero for the whole position, as far as one order of that market may reach.
  public var quantity = Quantity.zero
  /// The worst price to trade at, in ticks; 0 for any.
  public var tick: UInt32 = 0

  public init() {}

  public init(market: UInt16, quantity: Quantity = .zero, tick: UInt32 = 0) {
    self.market = market
    self.quantity = quantity
    self.tick = tick
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("market", &market)
    try visitor.field("quantity", &quantity)
    try visitor.field("tick", &tick)
  }
}
