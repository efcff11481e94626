import Cryptography
import SSZ
import Units

/// Changes price and quantity of a resting order.
///
/// Less at the same price keeps its place in the queue; anything else leaves the book and is placed again, under a new
/// number, as if it came now.
public struct AmendOrder: SSZContainer, Equatable {
  public var market: UInt16 = 0
  /// 0: the newest one named `clientID`.
  public var order = OrderID(rawValue: 0)
  public var clientID: UInt128 = 0
  /// What shall remain of it.
  public var quantity = Quantity.zero
  public var tick: UInt32 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("market", &market)
    try visitor.field("order", &order)
    try visitor.field("clientID", &clientID)
    try visitor.field("quantity", &quantity)
    try visitor.field("tick", &tick)
  }
}
