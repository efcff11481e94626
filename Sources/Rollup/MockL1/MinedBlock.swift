import Cryptography

/// A block of the chain, what its transactions did, and the state to return to when all after it is dropped.
public struct MinedBlock: Sendable {
  public let block: L1Block
  public let hash: Bytes32
  /// Of each transaction of the block.
  public let outcomes: [L1Outcome]
  /// Indices of what the block appended.
  public let messages: Range<Int>
  public let entries: Range<Int>
  public let claims: Range<Int>
  let after: Contracts.Checkpoint

  init(_ block: L1Block, _ outcomes: [L1Outcome], before: Contracts.Checkpoint, after: Contracts.Checkpoint) {
    self.block = block
    hash = block.hash
    self.outcomes = outcomes
    messages = before.messageCount..<after.messageCount
    entries = before.entryCount..<after.entryCount
    claims = before.claims.count..<after.claims.count
    self.after = after
  }
}
