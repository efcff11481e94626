import Cryptography
import SSZ
import Units

/// Moves money to another account on L2.
///
/// The next sub-account of one's own is opened by the first transfer to it.
public struct Transfer: SSZContainer, Equatable {
  public var toOwner = OwnerID(0)
  /// That owner's address: after a reorg of the L1 a number may be somebody else's.
  public var toAddress = Address.zero
  public var toSubAccount: UInt8 = 0
  public var asset = Asset.quote
  /// Quote atoms, or lots of the collateral asset.
  public var amount: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("toOwner", &toOwner)
    try visitor.field("toAddress", &toAddress)
    try visitor.field("toSubAccount", &toSubAccount)
    try visitor.field("asset", &asset)
    try visitor.field("amount", &amount)
  }
}
