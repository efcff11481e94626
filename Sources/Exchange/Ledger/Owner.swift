import Cryptography
import Merkle
import SSZ
import Units

/// Who signs: an L1 address, its session keys, its nonces and its sub-accounts. The L1 bridge assigns the numbers.
public struct Owner: SSZContainer, MerkleElement, Equatable {
  /// Zero for reserved owners, for whom nobody can sign.
  public var address = Address.zero
  /// Sub-account 0.
  public var firstAccount = AccountID(0)
  /// Sub-accounts that are open: 0 ..< subAccountCount.
  public var subAccountCount: UInt32 = 1
  /// Where the accounts of sub-accounts 1 ... 255 are listed, once there are any.
  public var directory = Link.none
  /// Session keys by slot: slot k is at k − 1.
  public var keys = FixedVector<Link, 8>(repeating: .none)
  public var nonces = NonceWindow()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("address", &address)
    try visitor.field("firstAccount", &firstAccount)
    try visitor.field("subAccountCount", &subAccountCount)
    try visitor.field("directory", &directory)
    try visitor.field("keys", &keys)
    try visitor.field("nonces", &nonces)
  }

  public static let keySlotLimit = 8
  public static let subAccountLimit = 256

  /// The owners that exist before anybody deposits. Each has the account of the same number.
  public enum Reserved: UInt32, CaseIterable, Sendable {
    case feeVault = 0
    case insurance = 1
    case residue = 2
    case backstop = 3

    public var owner: OwnerID { OwnerID(rawValue) }
    public var account: AccountID { AccountID(rawValue) }
  }
}

extension Owner: StateLeaf {
  public var isPlausible: Bool { (1...UInt32(Self.subAccountLimit)).contains(subAccountCount) }
}
