import Cryptography
import SSZ
import Units

/// Takes a session key back.
public struct RevokeKey: SSZContainer, Equatable {
  /// 1 ... 8; where it is forced through the L1 also `ForcedAction.allKeySlots`.
  public var slot: UInt8 = 1

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("slot", &slot)
  }

  public init(slot: UInt8) { self.slot = slot }
}
