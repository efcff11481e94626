/// How far a follower is: the last block of each kind. Each is an ancestor of those before it, or the same.
public struct FollowerHeads: Equatable, Sendable {
  /// Signed by the sequencer and carried out, on top of what the L1 has. May be taken back by anything.
  public let unsafe: ChainTip
  /// Derived from the L1. A reorg of the L1 takes it back.
  public let safe: ChainTip
  /// Derived from an entry that is final on the L1. Never taken back.
  public let finalized: ChainTip
  /// Final, and a claim of the root after it is settled that says what this follower says too. Never taken back.
  public let settled: ChainTip
}
