import Ledger
import Units

/// What things are taken to be worth where no prices are given: 60,000 USDC for BTC, 2,500 for ETH, 100 for all else.
enum CustomaryPrice {
  static func price(of rules: MarketRules) -> Price {
    // Lots of 10^-12 of something cheap are worth less than an atom.
    price(ofBase: rules.base, lotDecimals: rules.lotDecimals) ?? rules.price(ofTick: 1)
  }

  /// An atom a lot at least.
  static func price(of rules: CollateralRules) -> Price? {
    price(ofBase: rules.base, lotDecimals: rules.lotDecimals) ?? Price(atomsPerLot: 1)
  }

  private static func price(ofBase base: Substring, lotDecimals: UInt8) -> Price? {
    let quoteUnits: UInt128 =
      switch base {
      case "BTC": 60_000
      case "ETH": 2_500
      default: 100
      }
    return DecimalPrice(units: quoteUnits * 1_000_000_000_000_000_000).price(lotDecimals: lotDecimals)
  }
}

extension MarketRules {
  /// `BTC` of `BTC-PERP`.
  var base: Substring { name.prefix { $0 != "-" } }
}

extension CollateralRules {
  /// What it stands for: `ETH`, of `WETH` as of `ETH`.
  var base: Substring {
    let name = self.name[...]
    return name.count > 3 && name.hasPrefix("W") ? name.dropFirst() : name
  }
}
