import Cryptography
import SSZ

/// What NEXT takes of a block's inputs: all but the elements of their lists.
///
/// It has the same root as the inputs: a list is hashed like a container of its elements' root and its length.
public struct InputsSummary: SSZContainer, Equatable {
  public var timestampMs: UInt64 = 0
  public var epoch: UInt64 = 0
  public var messages = ListSummary()
  public var reports = ListSummary()
  public var items = ListSummary()

  public init() {}

  public init(_ inputs: BlockInputs) {
    timestampMs = inputs.timestampMs
    epoch = inputs.epoch
    messages = ListSummary(inputs.messages)
    reports = ListSummary(inputs.reports)
    items = ListSummary(inputs.items)
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("epoch", &epoch)
    try visitor.field("messages", &messages)
    try visitor.field("reports", &reports)
    try visitor.field("items", &items)
  }

  /// Whether a block's lists can be so long.
  public var hasPossibleCounts: Bool { messages.count <= 65_536 && reports.count <= 1_024 && items.count <= 65_536 }

  /// A list of which no element is known.
  public struct ListSummary: SSZContainer, Equatable {
    public var elementsRoot = Bytes32()
    public var count: UInt64 = 0

    public init() {}

    init<Element: SSZCodable, let limit: Int>(_ list: BoundedList<Element, limit>) {
      elementsRoot = list.elementsRoot
      count = UInt64(list.count)
    }

    public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
      try visitor.field("elementsRoot", &elementsRoot)
      try visitor.field("count", &count)
    }
  }
}
