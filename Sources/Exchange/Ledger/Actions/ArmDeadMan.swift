import Cryptography
import SSZ
import Units

/// A dead man's switch: all orders of the account go at `deadlineMs`, unless it is armed anew before.
public struct ArmDeadMan: SSZContainer, Equatable {
  /// Block timestamp; 0 disarms.
  public var deadlineMs: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("deadlineMs", &deadlineMs)
  }

  public init(deadlineMs: UInt64) { self.deadlineMs = deadlineMs }
}
