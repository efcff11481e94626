import Ledger
import Units

/// What the collateral asset is worth, where prices are those of markets.
///
/// The price of a market with the same base: that of this block, else its mark. Without such a market, what is customary.
struct CollateralPrice {
  let state: State

  /// Nil if there is no collateral asset.
  ///
  /// - Parameter prices: of this block.
  func price(beside prices: [MarketPrice]) -> Price? {
    let rules = state.parameters.collateral
    guard rules.isEnabled else { return nil }
    let twin = state.knownMarkets.first { $0.rules.base == rules.base }
    let price = twin.flatMap { twin in
      (prices.first { $0.market == twin.id }?.price ?? twin.market.mark).flatMap { twin.rules.convert($0, to: rules) }
    }
    return price ?? CustomaryPrice.price(of: rules)
  }
}

extension MarketRules {
  /// The same price for a lot of the collateral asset, to the nearest atom; kept to what a price may be.
  fileprivate func convert(_ price: Price, to rules: CollateralRules) -> Price? {
    let finer = Int(rules.lotDecimals) - Int(lotDecimals)
    let power = (0..<abs(finer)).reduce(1 as UInt128) { power, _ in power * 10 }
    let atoms = UInt128(price.atomsPerLot)
    let converted = finer > 0 ? (atoms + power / 2) / power : atoms * power
    return Price(atomsPerLot: UInt64(min(max(converted, 1), UInt128(Price.limit - 1))))
  }
}
