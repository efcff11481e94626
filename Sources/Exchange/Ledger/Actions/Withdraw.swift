import Cryptography
import SSZ
import Units

/// Moves money into the outbox, from which the bridge pays the owner's address.
public struct Withdraw: SSZContainer, Equatable {
  public var asset = Asset.quote
  /// Quote atoms, or lots of the collateral asset.
  public var amount: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("asset", &asset)
    try visitor.field("amount", &amount)
  }
}
