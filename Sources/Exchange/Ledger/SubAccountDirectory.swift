import Merkle
import SSZ
import Units

/// The accounts of one owner's sub-accounts: sub-account n is at n. Made when the owner opens the second.
public struct SubAccountDirectory: SSZContainer, MerkleElement, Equatable {
  public var accounts = FixedVector<Link, 256>(repeating: .none)

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("accounts", &accounts)
  }
}

/// Nothing but links.
extension SubAccountDirectory: StateLeaf { public var isPlausible: Bool { true } }
