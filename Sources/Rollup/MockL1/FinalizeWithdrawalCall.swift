import SSZ

/// `Bridge`: pays a withdrawal that was proven against a claim.
public struct FinalizeWithdrawalCall: SSZContainer, Equatable {
  public var withdrawalIndex: UInt32 = 0
  /// The claim that it was proven against.
  public var claimIndex: UInt64 = 0

  public init() {}

  public init(withdrawalIndex: UInt32, claimIndex: UInt64) {
    self.withdrawalIndex = withdrawalIndex
    self.claimIndex = claimIndex
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("withdrawalIndex", &withdrawalIndex)
    try visitor.field("claimIndex", &claimIndex)
  }
}
