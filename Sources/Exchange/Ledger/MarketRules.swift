import Cryptography
import Merkle
import SSZ
import Units

/// What is fixed about a market: its units, its limits, its margin tiers.
public struct MarketRules: SSZContainer, MerkleElement, Equatable {
  /// ASCII, padded with zeroes: `BTC-PERP`.
  public var symbol = Bytes32()
  /// A lot is 10^-lotDecimals of the base asset, 0 ... 12.
  public var lotDecimals: UInt8 = 0
  /// The step of order prices, atoms a lot, 1 ... 2^20. A price of t ticks is t × tickAtomsPerLot.
  public var tickAtomsPerLot: UInt32 = 0
  public var orderMinimum = Quantity.zero
  public var orderMaximum = Quantity.zero
  /// Bound on |size| plus open orders of either side.
  public var positionMaximum = Quantity.zero
  /// The oracle feed that prices it.
  public var feed: UInt16 = 0
  /// What a taker pays of the notional, rounded up to an atom.
  public var takerFee = Rate.zero
  /// What a maker pays, rounded up; negative: what it receives, rounded down, never more than the taker pays.
  public var makerFeePartsPerMillion: Int64 = 0
  public var funding = FundingRules()
  /// `tiers[0 ..< tierCount]`, by ascending bound.
  public var tierCount: UInt8 = 0
  public var tiers = FixedVector<MarginTier, 8>(repeating: MarginTier())

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("symbol", &symbol)
    try visitor.field("lotDecimals", &lotDecimals)
    try visitor.field("tickAtomsPerLot", &tickAtomsPerLot)
    try visitor.field("orderMinimum", &orderMinimum)
    try visitor.field("orderMaximum", &orderMaximum)
    try visitor.field("positionMaximum", &positionMaximum)
    try visitor.field("feed", &feed)
    try visitor.field("takerFee", &takerFee)
    try visitor.field("makerFeePartsPerMillion", &makerFeePartsPerMillion)
    try visitor.field("funding", &funding)
    try visitor.field("tierCount", &tierCount)
    try visitor.field("tiers", &tiers)
  }

  /// Ticks have 24 bits; tick 0 is no price.
  public static let tickLimit: UInt32 = 1 << 24
  public static let marketLimit = 64

  /// - Precondition: `0 < tick < tickLimit`, as the transition checks of every order.
  public func price(ofTick tick: UInt32) -> Price {
    guard let price = Price(atomsPerLot: UInt64(tick) * UInt64(tickAtomsPerLot)) else {
      preconditionFailure("a tick lies outside its market's prices")
    }
    return price
  }

  /// The price of a tick that the state names.
  ///
  /// - Throws: `StateAccessError.contradictory` where it is none.
  public func price(ofStoredTick tick: UInt32) throws(StateAccessError) -> Price {
    guard let price = Price(atomsPerLot: UInt64(tick) * UInt64(tickAtomsPerLot)) else {
      throw .contradictory("a tick lies outside its market's prices")
    }
    return price
  }

  public var name: String { String(decoding: symbol.bytes.prefix { $0 != 0 }, as: UTF8.self) }
}

/// Rates for the part of a position's notional between the previous tier's bound and this one's, like a tax bracket.
///
/// Marginal tiers make the requirement continuous: it never jumps as the price moves. (Binance's "maintenance amount"
/// and Hyperliquid's "deduction" are the integral of the same brackets.)
public struct MarginTier: SSZContainer, Equatable, BitwiseCopyable {
  /// Exclusive end of the bracket; the last tier's is ignored.
  public var upTo = Notional.zero
  public var initial = Rate.zero
  public var maintenance = Rate.zero
  public var closeOut = Rate.zero

  public init() {}

  public init(upTo: Notional, initial: Rate, maintenance: Rate, closeOut: Rate) {
    (self.upTo, self.initial, self.maintenance, self.closeOut) = (upTo, initial, maintenance, closeOut)
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("upTo", &upTo)
    try visitor.field("initial", &initial)
    try visitor.field("maintenance", &maintenance)
    try visitor.field("closeOut", &closeOut)
  }
}
