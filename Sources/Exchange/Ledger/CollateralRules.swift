import Cryptography
import SSZ
import Units

/// The one volatile asset that may stand in for USDC as margin, at less than its price.
public struct CollateralRules: SSZContainer, Equatable, BitwiseCopyable {
  /// ASCII, padded with zeroes: `WBTC`. Zero: there is no such asset.
  public var symbol = Bytes32()
  /// A lot is 10^-lotDecimals of the asset, 0 ... 12.
  public var lotDecimals: UInt8 = 0
  /// What is taken off its value where initial margin is asked for, and where maintenance is. The second is not larger.
  public var initialHaircut = Rate.zero
  public var maintenanceHaircut = Rate.zero
  /// At how much below the index the backstop buys it from an account in liquidation. Not above the maintenance
  /// haircut, so that a conversion never makes an account poorer than it counted.
  public var conversionDiscount = Rate.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("symbol", &symbol)
    try visitor.field("lotDecimals", &lotDecimals)
    try visitor.field("initialHaircut", &initialHaircut)
    try visitor.field("maintenanceHaircut", &maintenanceHaircut)
    try visitor.field("conversionDiscount", &conversionDiscount)
  }

  /// The oracle feed that prices it, behind those of all markets.
  public static let feed: UInt16 = UInt16(MarketRules.marketLimit)
  /// Exclusive bound of all collateral on L2 together, in lots: the widths of `Price.limit` hold for it too.
  public static let lotLimit = Quantity.limit

  public var isEnabled: Bool { !symbol.isZero }

  public var name: String { String(decoding: symbol.bytes.prefix { $0 != 0 }, as: UTF8.self) }
}
