import Cryptography
import Merkle
import SSZ
import Units

/// Who signs: an L1 address, its nonces and its first account. The L1 bridge assigns the numbers.
public struct Owner: SSZContainer, MerkleElement, Equatable {
  /// Zero for reserved owners, for whom nobody can sign.
  public var address = Address.zero
  public var firstAccount = AccountID(0)
  public var nonces = NonceWindow()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("address", &address)
    try visitor.field("firstAccount", &firstAccount)
    try visitor.field("nonces", &nonces)
  }

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
