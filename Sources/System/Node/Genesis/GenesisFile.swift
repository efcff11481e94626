import Cryptography
import JSON
import Ledger
import MockL1
import SSZ
import Settlement
import Units

extension DevnetGenesis {
  public static let fileFormat: Int64 = 1

  /// Reads a genesis file. Every field is required; a `timestampMs` of 0 stands for the time of the first start.
  public init(text: [UInt8]) throws(GenesisFileError) {
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue.parse(text) } catch {
      throw GenesisFileError(path: "file", message: "\(error)")
    }
    let file = GenesisField("", json)
    guard try file["format"].integer(in: 0...Int64.max) == Self.fileFormat else {
      throw GenesisFileError(path: "format", message: "this version reads format \(Self.fileFormat)")
    }
    let genesis = try Self.genesis(file)
    let derivation = file["derivation"]
    self.init(
      genesis: genesis, l1: try L1Genesis(file["l1"], genesis),
      rules: DerivationRules(
        maxFutureMs: try derivation["maxFutureMs"].time(0...86_400_000),
        maxBackdateMs: try derivation["maxBackdateMs"].time(1_000...86_400_000)),
      l1BlockTimeMs: try file["l1"]["blockTimeMs"].time(1...3_600_000),
      l1ChainID: UInt64(try file["l1"]["chainId"].integer(in: 1...Int64.max)))
  }

  private static func genesis(_ file: GenesisField) throws(GenesisFileError) -> Genesis {
    var genesis = Genesis()
    genesis.timestampMs = try file["timestampMs"].time(0...Int64(Genesis.timeLimitMs))
    genesis.parameters = try Parameters(file)
    genesis.insurance = Notional(atoms: try file["insurance"].decimal(Decimal.quoteDecimals))
    genesis.backstop = Notional(atoms: try file["backstop"].decimal(Decimal.quoteDecimals))
    genesis.markets = try markets(file["markets"])
    do throws(GenesisError) { _ = try genesis.state() } catch {
      throw GenesisFileError(path: "markets and oracle", message: "\(error)")
    }
    return genesis
  }

  private static func markets(_ field: GenesisField) throws(GenesisFileError) -> BoundedList<MarketRules, 64> {
    var markets: [MarketRules] = []
    for (index, element) in try field.elements(limit: MarketRules.marketLimit).enumerated() {
      markets.append(try MarketRules(element, feed: UInt16(index)))
    }
    do throws(DecodingError) { return try BoundedList(markets) } catch { throw field.error("at most 64 markets") }
  }
}

extension Genesis {
  /// What the bridge holds for those who own something from the beginning.
  var vaultAtoms: UInt64 { UInt64(clamping: insurance.adding(backstop).atoms) }
}
