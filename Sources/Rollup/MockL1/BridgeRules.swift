import SSZ

/// How long the bridge waits before it believes. All times are L1 blocks.
public struct BridgeRules: SSZContainer, Equatable {
  /// How long after its proof a withdrawal is paid at the earliest, so that a proof that should not be is seen in time.
  public var withdrawalDelayBlocks: UInt64 = 10

  /// How long no entry may have been appended before anybody may end the rollup. Longer than a dispute, so that all
  /// that was posted can be settled before: a day, at the devnet's two seconds a block.
  public var escapeDelayBlocks: UInt64 = 43_200
  /// How long after the end one may show what an account was worth and still have a full share: an hour.
  public var exitWindowBlocks: UInt64 = 1_800

  public init() {}

  public init(
    withdrawalDelayBlocks: UInt64, escapeDelayBlocks: UInt64 = 43_200, exitWindowBlocks: UInt64 = 1_800
  ) {
    self.withdrawalDelayBlocks = withdrawalDelayBlocks
    self.escapeDelayBlocks = escapeDelayBlocks
    self.exitWindowBlocks = exitWindowBlocks
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("withdrawalDelayBlocks", &withdrawalDelayBlocks)
    try visitor.field("escapeDelayBlocks", &escapeDelayBlocks)
    try visitor.field("exitWindowBlocks", &exitWindowBlocks)
  }
}
