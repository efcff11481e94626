import Cryptography
import SSZ

/// What became of one input, or of one thing that the exchange did by itself.
public struct Receipt: SSZContainer, Equatable {
  public var source = Source.item
  /// Place in the block's list of that source; the account of a liquidation or a dead man's switch; the market of
  /// funding, a mark, an expired order, a stop or a disposal.
  public var index: UInt32 = 0
  /// 0, or a `Refusal.Reason`.
  public var status: UInt16 = 0
  /// The two values that disagreed, in the unit of the reason; 0 when accepted.
  public var limit: Int128 = 0
  public var found: Int128 = 0
  /// Root of `List[Event, 2^21]`.
  public var eventsRoot = Bytes32()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("source", &source)
    try visitor.field("index", &index)
    try visitor.field("status", &status)
    try visitor.field("limit", &limit)
    try visitor.field("found", &found)
    try visitor.field("eventsRoot", &eventsRoot)
  }

  public enum Source: UInt8, ByteEnum {
    case message = 0
    case report = 1
    case liquidation = 2
    case item = 3
    case funding = 4
    case timer = 5
    case stop = 6
    case disposal = 7
    case mark = 8
  }

  public var isAccepted: Bool { status == 0 }

  public var refusal: Refusal? {
    Refusal.Reason(rawValue: status).map { Refusal($0, limit: limit, found: found) }
  }
}
