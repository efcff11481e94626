import Cryptography
import SSZ

/// Everything that decides what a block does.
public struct BlockInputs: SSZContainer, Equatable {
  public var timestampMs: UInt64 = 0
  /// Which sequencer's term it is.
  public var epoch: UInt64 = 0
  public var messages = BoundedList<InboxMessage, 65_536>()
  /// Encodings of `SignedPriceReport`, or whatever bytes the sequencer put there.
  public var reports = BoundedList<ByteList<512>, 1_024>()
  /// Encodings of `SignedTransaction`, or whatever bytes the sequencer put there.
  public var items = BoundedList<ByteList<16_384>, 65_536>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("epoch", &epoch)
    try visitor.field("messages", &messages)
    try visitor.field("reports", &reports)
    try visitor.field("items", &items)
  }
}

/// What a block commits to. Everything in it is known when the block is sealed; its root is the block's hash.
public struct BlockHeader: SSZContainer, Equatable {
  public var number: UInt64 = 0
  public var timestampMs: UInt64 = 0
  public var parent = Bytes32()
  public var preStateRoot = Bytes32()
  public var stateRoot = Bytes32()
  public var inputsRoot = Bytes32()
  public var receiptsRoot = Bytes32()
  public var stepCount: UInt64 = 0
  public var inboxRead: UInt64 = 0
  public var inboxAccumulator = Bytes32()
  public var epoch: UInt64 = 0
  public var parametersVersion: UInt32 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("number", &number)
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("parent", &parent)
    try visitor.field("preStateRoot", &preStateRoot)
    try visitor.field("stateRoot", &stateRoot)
    try visitor.field("inputsRoot", &inputsRoot)
    try visitor.field("receiptsRoot", &receiptsRoot)
    try visitor.field("stepCount", &stepCount)
    try visitor.field("inboxRead", &inboxRead)
    try visitor.field("inboxAccumulator", &inboxAccumulator)
    try visitor.field("epoch", &epoch)
    try visitor.field("parametersVersion", &parametersVersion)
  }

  public var hash: Bytes32 { hashTreeRoot() }
}
