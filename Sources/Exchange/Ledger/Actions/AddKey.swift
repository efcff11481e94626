import Cryptography
import SSZ
import Units

/// Lets another key sign for the owner. What the slot held before is revoked.
public struct AddKey: SSZContainer, Equatable {
  /// 1 ... 8.
  public var slot: UInt8 = 1
  public var address = Address.zero
  /// The last block timestamp at which it signs; 0 for no end.
  public var expiryMs: UInt64 = 0
  /// Bit m for market m.
  public var markets: UInt64 = 0
  /// Bit s for the action of selector s.
  public var actions: UInt32 = 0
  /// See `SessionKey`.
  public var notionalCap = Notional.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("slot", &slot)
    try visitor.field("address", &address)
    try visitor.field("expiryMs", &expiryMs)
    try visitor.field("markets", &markets)
    try visitor.field("actions", &actions)
    try visitor.field("notionalCap", &notionalCap)
  }

  /// What a session key may ever sign: place, cancel, amend, cancel-all, batch and the dead man's switch.
  public static let delegable: UInt32 = 0b111_1110
}
