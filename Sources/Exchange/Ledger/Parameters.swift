import Cryptography
import SSZ
import Units

/// The rules of the whole exchange: who prices it, how fresh a price must be, and what may happen when it is not.
public struct Parameters: SSZContainer, Equatable {
  public var version: UInt32 = 0
  /// The EIP-712 domain that every signature binds: this chain, and the bridge that holds its money.
  public var chainID: UInt64 = 0
  public var bridge = Address.zero
  /// Who signs prices: `publishers[0 ..< publisherCount]`.
  public var publisherCount: UInt8 = 0
  public var publishers = FixedVector<Address, 16>(repeating: .zero)
  /// How many fresh reports make a mark; at least two thirds of the publishers, rounded up.
  public var quorum: UInt8 = 0
  public var reportAgeLimitMs: UInt64 = 0
  public var reportFutureLimitMs: UInt64 = 0
  /// The widest confidence interval a report may have, as a share of its price.
  public var confidenceLimit = Rate.zero
  /// How far a report may lie from the median to count for it, as a share of the median; 0 for any distance.
  public var deviationLimit = Rate.zero
  /// How far a mark may lie from the last one, as a share of that: `bandBase`, and so much more for each second since.
  /// Both 0: any distance.
  public var bandBase = Rate.zero
  public var bandPerSecond = Rate.zero
  /// The asset beside USDC that counts for margin.
  public var collateral = CollateralRules()
  public var ladder = LiquidationLadder()
  /// The share of all trading fees that goes to the insurance; the rest goes to the fee vault.
  public var insuranceFeeShare = Rate.zero
  /// What may happen to a market by the state of its mark: fresh, stale, absent.
  public var permissions = FixedVector<UInt8, 3>(repeating: 0)

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("version", &version)
    try visitor.field("chainID", &chainID)
    try visitor.field("bridge", &bridge)
    try visitor.field("publisherCount", &publisherCount)
    try visitor.field("publishers", &publishers)
    try visitor.field("quorum", &quorum)
    try visitor.field("reportAgeLimitMs", &reportAgeLimitMs)
    try visitor.field("reportFutureLimitMs", &reportFutureLimitMs)
    try visitor.field("confidenceLimit", &confidenceLimit)
    try visitor.field("deviationLimit", &deviationLimit)
    try visitor.field("bandBase", &bandBase)
    try visitor.field("bandPerSecond", &bandPerSecond)
    try visitor.field("collateral", &collateral)
    try visitor.field("ladder", &ladder)
    try visitor.field("insuranceFeeShare", &insuranceFeeShare)
    try visitor.field("permissions", &permissions)
  }

  public static let publisherLimit = 16

  /// A market action whose permission depends on the state of the price; bits of an element of `permissions`.
  public struct Action: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let increaseRisk = Action(rawValue: 1)
    public static let reduceRisk = Action(rawValue: 2)
    public static let liquidate = Action(rawValue: 4)
  }

  /// How good a market's mark is.
  public enum MarkState: UInt8, Sendable {
    case fresh = 0
    case stale = 1
    case absent = 2
  }

  public func permits(_ action: Action, when state: MarkState) -> Bool {
    Action(rawValue: permissions[Int(state.rawValue)]).contains(action)
  }

  /// - Parameter timestampMs: of the block.
  public func markState(of market: Market, at timestampMs: UInt64) -> MarkState {
    guard market.mark != nil else { return .absent }
    let age = timestampMs > market.markTimeMs ? timestampMs - market.markTimeMs : 0
    return age <= reportAgeLimitMs ? .fresh : .stale
  }
}
