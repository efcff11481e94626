import Cryptography
import SSZ
import Units

/// Takes all of the account's orders and stops out of one market, or out of all.
public struct CancelAll: SSZContainer, Equatable {
  /// `allMarkets`: every market.
  public var market: UInt16 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("market", &market)
  }

  public init(market: UInt16) { self.market = market }

  public static let allMarkets = UInt16.max
}
