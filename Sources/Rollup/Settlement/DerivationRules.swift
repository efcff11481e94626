import SSZ

/// How far a block's time may lie from the time of the L1 block that includes it. Part of the genesis.
public struct DerivationRules: SSZContainer, Equatable {
  public var maxFutureMs: UInt64 = 0
  /// Minutes: a sequencer that may post blocks dated long ago trades with hindsight.
  public var maxBackdateMs: UInt64 = 0

  public init() {}

  public init(maxFutureMs: UInt64, maxBackdateMs: UInt64) {
    self.maxFutureMs = maxFutureMs
    self.maxBackdateMs = maxBackdateMs
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("maxFutureMs", &maxFutureMs)
    try visitor.field("maxBackdateMs", &maxBackdateMs)
  }
}
