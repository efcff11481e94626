import Cryptography
import Merkle
import SSZ
import Units

/// A key that may sign for an owner, within a scope and for a time. It never reaches the money: a session key cannot
/// withdraw, transfer, or change keys.
public struct SessionKey: SSZContainer, MerkleElement, Equatable {
  /// Zero in a slot whose key was revoked.
  public var address = Address.zero
  /// How many keys this slot has had; what is signed names it, so that a key that comes back brings nothing with it.
  public var generation: UInt32 = 0
  /// The last block timestamp at which it signs; 0 for no end.
  public var expiryMs: UInt64 = 0
  /// Markets it may trade: bit m for market m.
  public var markets: UInt64 = 0
  /// Actions it may sign: bit s for selector s.
  public var actions: UInt32 = 0
  /// What the worst case of position and open orders in one market may be worth at the mark after its orders; 0 for
  /// no limit.
  public var notionalCap = Notional.zero
  public var nonces = NonceWindow()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("address", &address)
    try visitor.field("generation", &generation)
    try visitor.field("expiryMs", &expiryMs)
    try visitor.field("markets", &markets)
    try visitor.field("actions", &actions)
    try visitor.field("notionalCap", &notionalCap)
    try visitor.field("nonces", &nonces)
  }
}

extension SessionKey: StateLeaf {
  /// A slot's last generation is for having taken its key back.
  public var isPlausible: Bool { generation < .max || address == .zero }
}
