import Cryptography
import Ledger
import Merkle
import SSZ

/// `Bridge`: shows that a withdrawal is in the outbox of a claimed machine.
public struct ProveWithdrawalCall: SSZContainer, Equatable {
  public var claimIndex: UInt64 = 0
  /// Its place in the outbox.
  public var withdrawalIndex: UInt32 = 0
  public var withdrawal = Withdrawal()
  /// What stands beside its path to the claim's machine root, bottom-up.
  public var branch = BoundedList<Bytes32, 64>()

  public init() {}

  public init(
    claimIndex: UInt64, withdrawalIndex: UInt32, _ withdrawal: Withdrawal, branch: BoundedList<Bytes32, 64>
  ) {
    self.claimIndex = claimIndex
    self.withdrawalIndex = withdrawalIndex
    self.withdrawal = withdrawal
    self.branch = branch
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("claimIndex", &claimIndex)
    try visitor.field("withdrawalIndex", &withdrawalIndex)
    try visitor.field("withdrawal", &withdrawal)
    try visitor.field("branch", &branch)
  }

  /// Where an entry of the outbox lies in the tree of the machine `{derivation, execution}`: 936 × 2^32 + index.
  public static func position(of withdrawalIndex: UInt32) -> GeneralizedIndex {
    let inExecution = State.position(ofWithdrawal: withdrawalIndex)
    return GeneralizedIndex.root.descendant(depth: 1, position: 1)
      .descendant(depth: inExecution.depth, position: inExecution.rawValue ^ 1 << UInt64(inExecution.depth))
  }
}
