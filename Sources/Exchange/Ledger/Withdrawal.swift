import Cryptography
import Merkle
import SSZ
import Units

/// An entry of the outbox: what the bridge pays out once the block that holds it is settled.
public struct Withdrawal: SSZContainer, MerkleElement, Equatable {
  public var owner = OwnerID(0)
  /// Who receives it on the L1: the owner's address.
  public var recipient = Address.zero
  public var asset = Asset.quote
  /// Quote atoms, or lots of the collateral asset.
  public var amount: UInt64 = 0
  public var blockNumber: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("owner", &owner)
    try visitor.field("recipient", &recipient)
    try visitor.field("asset", &asset)
    try visitor.field("amount", &amount)
    try visitor.field("blockNumber", &blockNumber)
  }
}

/// What can be deposited, transferred and withdrawn.
public enum Asset: UInt8, ByteEnum, CaseIterable {
  /// USDC, in atoms of 1e-6.
  case quote = 0
  /// The collateral asset of `Parameters.collateral`, in its lots.
  case collateral = 1
}

/// No step computes with it.
extension Withdrawal: StateLeaf { public var isPlausible: Bool { true } }
