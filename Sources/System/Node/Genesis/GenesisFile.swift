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
      genesis: genesis, l1: try Self.l1(file["l1"], genesis),
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

  private static func l1(_ field: GenesisField, _ genesis: Genesis) throws(GenesisFileError) -> L1Genesis {
    var balances: [L1Genesis.Balance] = []
    for (address, amount) in try field["balances"].members() {
      balances.append(L1Genesis.Balance(address, atoms: try amount.count(Decimal.quoteDecimals)))
    }
    let collateral = genesis.parameters.collateral
    for (address, amount) in try field["collateralBalances"].members() {
      let lots = try amount.count(Int(collateral.lotDecimals))
      guard collateral.isEnabled else { throw amount.error("possible where there is no collateral asset") }
      if let index = balances.firstIndex(where: { $0.address == address }) {
        balances[index].lots = lots
      } else {
        balances.append(L1Genesis.Balance(address, atoms: 0, lots: lots))
      }
    }
    let sequencer = try field["sequencer"].address()
    let bond = try field["minimumBond"].count(Decimal.quoteDecimals)
    do throws(L1GenesisError) {
      return try L1Genesis(
        timestampMs: genesis.timestampMs, sequencer: sequencer, minimumBondAtoms: bond,
        vaultAtoms: genesis.vaultAtoms, isCollateralRegistered: collateral.isEnabled, balances: balances)
    } catch { throw field["balances"].error("balances that add up: \(error)") }
  }
}

extension Genesis {
  /// What the bridge holds for those who own something from the beginning.
  var vaultAtoms: UInt64 { UInt64(clamping: insurance.adding(backstop).atoms) }
}
