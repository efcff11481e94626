import Cryptography
import SSZ
import Units

/// Gives a market collateral of its own, changes how much, or takes it back into the cross bucket.
public struct SetMarginMode: SSZContainer, Equatable {
  public var market: UInt16 = 0
  /// False is refused while the isolated account has a position or orders.
  public var isIsolated = false
  /// Quote atoms that move from the cross bucket into the isolated account; negative: back. Where `isIsolated` is false
  /// all of the cash goes back, whatever it says here.
  public var cashAtoms: Int64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("market", &market)
    try visitor.field("isIsolated", &isIsolated)
    try visitor.field("cashAtoms", &cashAtoms)
  }
}
