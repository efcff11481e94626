import Ledger
import Units

/// Between what people write about an asset and what it counts in.
public struct AssetUnits: Equatable, Sendable {
  public let asset: Asset
  public let symbol: String
  /// Of the amounts: an atom, or a lot of the collateral asset, is 10^-decimals.
  public let decimals: Int

  public init(asset: Asset, symbol: String, decimals: Int) {
    (self.asset, self.symbol, self.decimals) = (asset, symbol, decimals)
  }

  public static let quote = AssetUnits(asset: .quote, symbol: "USDC", decimals: Decimal.quoteDecimals)

  /// Nil if there is no collateral asset.
  public init?(_ rules: CollateralRules) {
    guard rules.isEnabled else { return nil }
    self.init(asset: .collateral, symbol: rules.name, decimals: Int(rules.lotDecimals))
  }

  /// Of the collateral asset, in USDC a unit.
  public func price(atomsPerLot: UInt64) -> String { Decimal.price(atomsPerLot: atomsPerLot, lotDecimals: decimals) }

  public func amount(_ count: some BinaryInteger) -> String { Decimal.format(Int128(count), decimals: decimals) }

  /// The atoms or lots of an amount, which is above zero.
  public func count(of text: String) throws(Decimal.ParseError) -> UInt64 {
    guard let count = UInt64(exactly: try Decimal.parse(text, decimals: decimals)), count > 0 else {
      throw .outOfRange
    }
    return count
  }
}
