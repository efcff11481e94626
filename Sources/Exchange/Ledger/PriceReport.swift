import Cryptography
import Merkle
import SSZ
import Units

/// What one publisher says a feed's price is: `price × 10^exponent` USDC for one unit of the base asset.
public struct PriceReport: SSZContainer, Equatable {
  public var feed: UInt16 = 0
  public var price: UInt64 = 0
  /// Half width of the publisher's confidence interval, in the unit of `price`.
  public var confidence: UInt64 = 0
  /// −18 ... 18.
  public var exponent: Int8 = 0
  public var publishTimeMs: UInt64 = 0
  /// Rises from report to report of one publisher and feed.
  public var sequence: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("feed", &feed)
    try visitor.field("price", &price)
    try visitor.field("confidence", &confidence)
    try visitor.field("exponent", &exponent)
    try visitor.field("publishTimeMs", &publishTimeMs)
    try visitor.field("sequence", &sequence)
  }
}

extension Int8: SSZCodable {}

/// A report as it travels.
public struct SignedPriceReport: SSZContainer, Equatable {
  public var report = PriceReport()
  /// Place in `Parameters.publishers` of the one who claims to have signed.
  public var publisher: UInt8 = 0
  public var signature = SignatureBytes()

  public init() {}

  public init(_ report: PriceReport, publisher: UInt8, signature: SignatureBytes) {
    self.report = report
    self.publisher = publisher
    self.signature = signature
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("report", &report)
    try visitor.field("publisher", &publisher)
    try visitor.field("signature", &signature)
  }

  public static let byteLimit = 512
}

/// A publisher's last accepted word on one feed, in the market's own unit.
public struct PublishedPrice: SSZContainer, MerkleElement, Equatable {
  /// 0 before the first.
  public var atomsPerLot: UInt64 = 0
  public var publishTimeMs: UInt64 = 0
  public var sequence: UInt64 = 0
  /// `hash_tree_root` of the report, against which a second one of the same sequence is held; zero once one contradicted
  /// it, so that the evidence is kept once.
  public var reportRoot = Bytes32()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("atomsPerLot", &atomsPerLot)
    try visitor.field("publishTimeMs", &publishTimeMs)
    try visitor.field("sequence", &sequence)
    try visitor.field("reportRoot", &reportRoot)
  }

  /// Where publisher `publisher`'s word on `feed` stands in `State.prices`.
  public static func index(feed: UInt16, publisher: UInt8) -> UInt64 {
    UInt64(feed) * UInt64(Parameters.publisherLimit) + UInt64(publisher)
  }
}

/// Reports are compared with it, whatever it says, and a price out of range is none.
extension PublishedPrice: StateLeaf { public var isPlausible: Bool { true } }
