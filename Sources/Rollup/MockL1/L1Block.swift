import Cryptography
import SSZ

/// One block of the L1: where it stands, and what it includes.
///
/// The block's hash is its root, which is also the root of the header `{number, timestampMs, parentHash,
/// transactionsRoot}`. What the transactions did follows from the blocks before; it is not stored.
public struct L1Block: SSZContainer, Equatable {
  public var number: UInt64 = 0
  public var timestampMs: UInt64 = 0
  /// Of block 0: the root of the L1's genesis.
  public var parentHash = Bytes32()
  public var transactions = BoundedList<L1Transaction, 4_096>()

  public init() {}

  init(at position: L1Position, _ transactions: BoundedList<L1Transaction, 4_096>) {
    number = position.number
    timestampMs = position.timestampMs
    parentHash = position.parentHash
    self.transactions = transactions
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("number", &number)
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("parentHash", &parentHash)
    try visitor.field("transactions", &transactions)
  }

  public static let transactionLimit = 4_096

  public var hash: Bytes32 { hashTreeRoot() }
}

/// What contracts see of the block that calls them.
public struct L1Position: Equatable, Sendable {
  public let number: UInt64
  public let timestampMs: UInt64
  public let parentHash: Bytes32
}
