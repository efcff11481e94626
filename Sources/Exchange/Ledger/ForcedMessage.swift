import Cryptography
import SSZ
import Units

/// What an owner asks the L1 to force.
public struct ForcedRequest: SSZContainer, Equatable {
  public var subAccount: UInt8 = 0
  public var action = ForcedAction.cancelAll(CancelAll())

  public init() {}

  public init(subAccount: UInt8 = 0, _ action: ForcedAction) {
    self.subAccount = subAccount
    self.action = action
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("subAccount", &subAccount)
    try visitor.field("action", &action)
  }
}

/// A request together with whose it is: the L1 has seen to that, so it needs neither signature nor nonce.
public struct ForcedMessage: SSZContainer, Equatable {
  /// The number that the bridge gave the address. Both must be the owner's: a reorg of the L1 may renumber.
  public var owner = OwnerID(0)
  public var address = Address.zero
  public var request = ForcedRequest()

  public init() {}

  public init(owner: OwnerID, address: Address, _ request: ForcedRequest) {
    self.owner = owner
    self.address = address
    self.request = request
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("owner", &owner)
    try visitor.field("address", &address)
    try visitor.field("request", &request)
  }
}
