import SSZ
import Units

/// `Bridge`: ends the rollup after its sequencer has been silent for too long.
public struct FreezeCall: SSZContainer, Equatable {
  /// How many entries there are: a batch that came in time, and that the sender has not seen, saves the rollup.
  public var entryCount: UInt64 = 0

  public init() {}

  public init(entryCount: UInt64) { self.entryCount = entryCount }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("entryCount", &entryCount)
  }
}

/// `Bridge`: shows what an account was worth when the rollup ended.
public struct ExitCall: SSZContainer, Equatable {
  public var account = AccountID(0)
  /// For the L1's appraiser.
  public var proof = ByteList<1_048_576>()

  public init() {}

  public init(account: AccountID, proof: ByteList<1_048_576>) {
    self.account = account
    self.proof = proof
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("account", &account)
    try visitor.field("proof", &proof)
  }
}

/// `Bridge`: gives back a deposit that the rollup had not read when it ended.
public struct RefundDepositCall: SSZContainer, Equatable {
  public var messageIndex: UInt32 = 0

  public init() {}

  public init(messageIndex: UInt32) { self.messageIndex = messageIndex }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("messageIndex", &messageIndex)
  }
}

/// `Bridge`: pays an exit its share, when all that were in time are known.
public struct CollectExitCall: SSZContainer, Equatable {
  public var account = AccountID(0)

  public init() {}

  public init(account: AccountID) { self.account = account }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("account", &account)
  }
}
