import SSZ

/// How long the sequencer may leave messages unread, and how much anybody may force upon the exchange at once.
public struct ForcedRules: SSZContainer, Equatable {
  /// A message of L1 block n is overdue in block n + `delayBlocks`: an entry of that block or a later one must have read
  /// it. At least 1, because nobody knows of a message before its block is made.
  public var delayBlocks: UInt64 = 50
  /// Messages other than deposits that one L1 block takes. A deposit costs what it brings; these cost nothing here.
  public var messageLimit: UInt32 = 64

  public init() {}

  public init(delayBlocks: UInt64, messageLimit: UInt32) {
    self.delayBlocks = delayBlocks
    self.messageLimit = messageLimit
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("delayBlocks", &delayBlocks)
    try visitor.field("messageLimit", &messageLimit)
  }

  /// The first L1 block in which messages of block `number` are overdue.
  public func deadline(ofBlock number: UInt64) -> UInt64 {
    let (deadline, overflow) = number.addingReportingOverflow(delayBlocks)
    return overflow ? .max : deadline
  }
}
