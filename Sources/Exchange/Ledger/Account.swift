import Merkle
import SSZ
import Units

/// A sub-account's cross bucket: the unit of margin.
///
/// Equity is `cash + Σ (size × mark − cost)`; what positions cost is not in `cash`.
public struct Account: SSZContainer, MerkleElement, Equatable {
  public var owner = OwnerID(0)
  /// The owner's own number for it, 0 ... 255.
  public var subAccount: UInt8 = 0
  /// Quote atoms. Negative after losses that closing did not cover.
  public var cash = Notional.zero
  /// First of the account's positions, by ascending market.
  public var firstPosition = Link.none
  public var openOrderCount: UInt32 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("owner", &owner)
    try visitor.field("subAccount", &subAccount)
    try visitor.field("cash", &cash)
    try visitor.field("firstPosition", &firstPosition)
    try visitor.field("openOrderCount", &openOrderCount)
  }

  /// An account may have so many orders in all books, so that cancelling them all is bounded.
  public static let openOrderLimit: UInt32 = 4096
}
