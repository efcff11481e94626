import Cryptography
import Ledger
import SSZ

/// What the L1 records of a posted batch. The contract builds it, so all of it can be trusted but the data itself.
public struct BatchEntry: SSZContainer, Equatable {
  public var index: UInt64 = 0
  public var kind = Kind.sequencer
  /// SHA-256 of the batch's bytes; of a forced entry, which has none, that of no bytes.
  public var dataHash = Bytes32()
  public var dataBytes: UInt32 = 0
  public var l1Number: UInt64 = 0
  public var l1TimeMs: UInt64 = 0
  /// Hash of the L1 block before the one that includes it.
  public var l1Parent = Bytes32()
  /// How many inbox messages the rollup has read after this entry, and their hash chain.
  public var inboxUpTo: UInt64 = 0
  public var inboxAccumulator = Bytes32()
  public var epoch: UInt64 = 0
  public var poster = Address.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("index", &index)
    try visitor.field("kind", &kind)
    try visitor.field("dataHash", &dataHash)
    try visitor.field("dataBytes", &dataBytes)
    try visitor.field("l1Number", &l1Number)
    try visitor.field("l1TimeMs", &l1TimeMs)
    try visitor.field("l1Parent", &l1Parent)
    try visitor.field("inboxUpTo", &inboxUpTo)
    try visitor.field("inboxAccumulator", &inboxAccumulator)
    try visitor.field("epoch", &epoch)
    try visitor.field("poster", &poster)
  }

  /// Who made the entry.
  public enum Kind: UInt8, ByteEnum {
    case sequencer = 0
    /// Anybody, because the sequencer was late: the messages up to `inboxUpTo`, and no batch.
    case forced = 1
  }

  /// Hash of the bytes that a step of this entry takes in: the batch's for step 0, which must travel beside it; else zero.
  public func bytesHash(ofStep stepIndex: UInt64) -> Bytes32 {
    stepIndex == 0 && dataBytes > 0 ? dataHash : Bytes32()
  }

  /// `accumulator' = SHA-256(accumulator ‖ hash_tree_root(entry))`.
  public func accumulator(after accumulator: Bytes32) -> Bytes32 { SHA256.hash(accumulator, hashTreeRoot()) }
}
