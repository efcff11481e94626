import Cryptography
import SSZ

/// A call of one of the L1's contracts. The mock takes the sender's word for who it is.
public struct L1Transaction: SSZContainer, Equatable {
  public var sender = Address.zero
  /// How many transactions of this sender were included before: each is included once, and in order.
  public var nonce: UInt64 = 0
  public var call = L1Call.deposit(DepositCall())

  public init() {}

  public init(sender: Address, nonce: UInt64, call: L1Call) {
    self.sender = sender
    self.nonce = nonce
    self.call = call
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("sender", &sender)
    try visitor.field("nonce", &nonce)
    try visitor.field("call", &call)
  }

  public var hash: Bytes32 { hashTreeRoot() }
}
