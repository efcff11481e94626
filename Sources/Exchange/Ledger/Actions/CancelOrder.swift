import Cryptography
import SSZ
import Units

/// Takes an order out of the book, or out of those that wait.
public struct CancelOrder: SSZContainer, Equatable {
  public var market: UInt16 = 0
  /// 0: the newest one named `clientID`.
  public var order = OrderID(rawValue: 0)
  public var clientID: UInt128 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("market", &market)
    try visitor.field("order", &order)
    try visitor.field("clientID", &clientID)
  }

  public init(market: UInt16, order: OrderID) {
    self.market = market
    self.order = order
  }

  public init(market: UInt16, clientID: UInt128) {
    self.market = market
    self.clientID = clientID
  }
}
