import Cryptography
import Ledger
import SSZ

/// What a batch says once it is unpacked: inputs of consecutive blocks, and no roots.
///
/// A wrong root so never changes the canonical chain; it only makes a claim wrong.
public struct BatchBody: SSZContainer, Equatable {
  /// Of the hash of the block before the first.
  public var parentCheck = HashPrefix()
  /// Of the inbox's accumulator at the entry's `inboxUpTo`.
  public var inboxCheck = HashPrefix()
  /// Number of the first block.
  public var firstBlock: UInt64 = 0
  public var epoch: UInt64 = 0
  public var blocks = BoundedList<BatchBlock, 4_096>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("parentCheck", &parentCheck)
    try visitor.field("inboxCheck", &inboxCheck)
    try visitor.field("firstBlock", &firstBlock)
    try visitor.field("epoch", &epoch)
    try visitor.field("blocks", &blocks)
  }

  public static let blockLimit = 4_096
  /// Encoded length without any block.
  static let emptyByteCount = 60
}

/// What a batch says about one block. Its messages are on the L1 already; only how far they are read is said.
public struct BatchBlock: SSZContainer, Equatable {
  public var timestampMs: UInt64 = 0
  /// Messages read after this block.
  public var inboxUpTo: UInt64 = 0
  public var reports = BoundedList<ByteList<512>, 1_024>()
  public var items = BoundedList<ByteList<16_384>, 65_536>()

  public init() {}

  /// What a batch says about the block with these inputs, after which `inboxUpTo` messages are read.
  public init(_ inputs: BlockInputs, inboxUpTo: UInt64) {
    timestampMs = inputs.timestampMs
    self.inboxUpTo = inboxUpTo
    reports = inputs.reports
    items = inputs.items
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("inboxUpTo", &inboxUpTo)
    try visitor.field("reports", &reports)
    try visitor.field("items", &items)
  }

  /// Encoded length without reports and items, its offset included.
  static let emptyByteCount = 28

  /// How many bytes a block with these inputs takes in a batch, its offset included.
  static func byteCount(of inputs: BlockInputs) -> Int {
    let reportBytes = inputs.reports.elements.reduce(0) { $0 + 4 + $1.bytes.count }
    let itemBytes = inputs.items.elements.reduce(0) { $0 + 4 + $1.bytes.count }
    return emptyByteCount + reportBytes + itemBytes
  }
}
