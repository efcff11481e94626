import Cryptography
import Merkle
import SSZ

/// The block that is being carried out: what it must read, and how far it has come.
public struct Building: SSZContainer, Equatable {
  public var phase = Phase.idle
  /// Inputs of this phase that are done, or how far it has come.
  public var cursor: UInt64 = 0
  public var timestampMs: UInt64 = 0
  public var epoch: UInt64 = 0
  public var preStateRoot = Bytes32()
  /// Root of the `BlockInputs`, against which each input is proven.
  public var inputsRoot = Bytes32()
  public var messageCount: UInt32 = 0
  public var reportCount: UInt32 = 0
  public var itemCount: UInt32 = 0
  /// `List[Receipt, 2^33]`: room for a liquidation of every account.
  public var receipts = MerkleFrontier<33>()
  public var stepCount: UInt64 = 0
  /// Forced actions among the messages read that are still to be carried out.
  public var forcedCount: UInt32 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("phase", &phase)
    try visitor.field("cursor", &cursor)
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("epoch", &epoch)
    try visitor.field("preStateRoot", &preStateRoot)
    try visitor.field("inputsRoot", &inputsRoot)
    try visitor.field("messageCount", &messageCount)
    try visitor.field("reportCount", &reportCount)
    try visitor.field("itemCount", &itemCount)
    try visitor.field("receipts", &receipts)
    try visitor.field("stepCount", &stepCount)
    try visitor.field("forcedCount", &forcedCount)
  }

  /// What a block does, in order.
  public enum Phase: UInt8, ByteEnum, Comparable {
    /// Between blocks.
    case idle = 0
    case open = 1
    case inbox = 2
    case oracle = 3
    case mark = 4
    case funding = 5
    case timers = 6
    case liquidate = 7
    case stops = 8
    case forced = 9
    case items = 10
    case close = 11

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }
}

extension Building: StateLeaf {
  /// The cursor counts inputs, markets, or keys of the liquidation queue.
  public var isPlausible: Bool {
    cursor <= UInt32.max && timestampMs < Genesis.timeLimitMs && stepCount.isPlausibleCount
      && messageCount <= 65_536 && reportCount <= 1_024 && itemCount <= 65_536 && forcedCount <= messageCount
      && receipts.count < MerkleFrontier<33>.capacity
  }
}
