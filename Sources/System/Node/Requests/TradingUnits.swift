import Cryptography
import JSON
import Ledger
import SSZ

/// All that is needed to turn what people write into what is signed: the markets' units and the assets'.
public struct TradingUnits: Sendable {
  /// By number.
  public let markets: [MarketUnits]
  public let assets: [AssetUnits]

  public init(markets: [MarketUnits], assets: [AssetUnits]) { (self.markets, self.assets) = (markets, assets) }

  public init(_ state: State) {
    self.init(markets: state.units, assets: [.quote] + [AssetUnits(state.parameters.collateral)].compactMap { $0 })
  }

  /// From what `perp_config` says; nil if that is not what this version knows.
  public init?(configuration: JSONValue) {
    guard let markets = configuration["markets"]?.arrayValue, let assets = configuration["assets"]?.arrayValue else {
      return nil
    }
    let known = (
      markets: markets.compactMap(MarketUnits.init(json:)), assets: assets.compactMap(AssetUnits.init(json:))
    )
    guard known.markets.count == markets.count, known.assets.count == assets.count else { return nil }
    self.init(markets: known.markets, assets: known.assets)
  }

  /// The asset beside USDC that counts for margin, if there is one.
  public var collateral: AssetUnits? { assets.first { $0.asset == .collateral } }

  public var assetsJSON: JSONValue {
    .array(
      assets.map {
        ["id": .count($0.asset.rawValue), "symbol": .string($0.symbol), "decimals": .count($0.decimals)]
      })
  }

  public func market(_ name: String) throws(RPCError) -> MarketUnits {
    guard let market = markets.first(where: { $0.rules.name == name }) else {
      throw .rejected(
        "UNKNOWN_MARKET", "there is no market '\(name)'",
        ["market": .string(name), "markets": .array(markets.map { .string($0.rules.name) })])
    }
    return market
  }

  public func asset(_ symbol: String) throws(RPCError) -> AssetUnits {
    guard let asset = assets.first(where: { $0.symbol == symbol }) else {
      throw .rejected(
        "UNKNOWN_ASSET", "there is no asset '\(symbol)'",
        ["asset": .string(symbol), "assets": .array(assets.map { .string($0.symbol) })])
    }
    return asset
  }
}

extension MarketUnits {
  /// A market as `MarketView` shows it.
  fileprivate init?(json: JSONValue) {
    guard let id = json["id"]?.integerValue.flatMap(UInt16.init(exactly:)),
      let symbol = json["symbol"]?.stringValue.map({ Array($0.utf8) }), symbol.count <= Bytes32.byteCount,
      let lotDecimals = json["lotDecimals"]?.integerValue.flatMap(UInt8.init(exactly:)),
      let tickAtomsPerLot = json["tickAtomsPerLot"]?.integerValue.flatMap(UInt32.init(exactly:))
    else { return nil }
    var rules = MarketRules()
    rules.symbol = Bytes32(symbol + [UInt8](repeating: 0, count: Bytes32.byteCount - symbol.count))
    rules.feed = id
    rules.lotDecimals = lotDecimals
    rules.tickAtomsPerLot = tickAtomsPerLot
    self.init(rules)
  }
}

extension AssetUnits {
  fileprivate init?(json: JSONValue) {
    guard let asset = json["id"]?.integerValue.flatMap(UInt8.init(exactly:)).flatMap(Asset.init(rawValue:)),
      let symbol = json["symbol"]?.stringValue,
      let decimals = json["decimals"]?.integerValue.flatMap(Int.init(exactly:))
    else { return nil }
    self.init(asset: asset, symbol: symbol, decimals: decimals)
  }
}
