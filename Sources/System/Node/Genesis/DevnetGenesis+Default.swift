import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import Simulation
import Units

extension DevnetGenesis {
  /// What a devnet starts from that is given no file; `genesis/devnet.json` shows it.
  public static let standard: DevnetGenesis = {
    var genesis = Genesis()
    genesis.parameters = parameters
    genesis.insurance = Notional(atoms: 10_000_000_000_000)
    do throws(DecodingError) {
      genesis.markets = try BoundedList([
        market("BTC-PERP", feed: 0, lotDecimals: 4, tickAtomsPerLot: 10, orderMaximum: 5_000_000),
        market("ETH-PERP", feed: 1, lotDecimals: 3, tickAtomsPerLot: 10, orderMaximum: 10_000_000),
      ])
    } catch { preconditionFailure("two markets are fewer than 64") }
    return DevnetGenesis(
      genesis: genesis, l1: l1(vaultAtoms: UInt64(genesis.insurance.atoms)),
      rules: DerivationRules(maxFutureMs: 10_000, maxBackdateMs: 1_800_000), l1BlockTimeMs: 2_000, l1ChainID: 900)
  }()

  private static let publisherCount = 5

  private static var parameters: Parameters {
    var parameters = Parameters()
    parameters.version = 1
    parameters.chainID = 901
    parameters.bridge = Address(SHA256.hash(Array("plimsoll/bridge".utf8)).bytes.prefix(Address.byteCount))
    parameters.publisherCount = UInt8(publisherCount)
    for (index, key) in PublisherSet.keys(count: publisherCount).enumerated() {
      parameters.publishers[index] = key.address
    }
    parameters.quorum = 4
    parameters.reportAgeLimitMs = 60_000
    parameters.reportFutureLimitMs = 2_000
    parameters.confidenceLimit = Rate(partsPerMillion: 10_000)
    parameters.permissions[0] = Parameters.Action([.increaseRisk, .reduceRisk, .liquidate]).rawValue
    parameters.permissions[1] = Parameters.Action([.reduceRisk]).rawValue
    return parameters
  }

  private static func market(
    _ symbol: String, feed: UInt16, lotDecimals: UInt8, tickAtomsPerLot: UInt32, orderMaximum: UInt64
  ) -> MarketRules {
    var rules = MarketRules()
    let text = Array(symbol.utf8)
    rules.symbol = Bytes32(text + [UInt8](repeating: 0, count: 32 - text.count))
    rules.feed = feed
    rules.lotDecimals = lotDecimals
    rules.tickAtomsPerLot = tickAtomsPerLot
    rules.orderMinimum = Quantity(lots: 1)
    rules.orderMaximum = Quantity(lots: orderMaximum)
    rules.positionMaximum = Quantity(lots: 10 * orderMaximum)
    let tiers = [
      tier(upTo: 1_000_000, 20_000, 10_000, 5_000), tier(upTo: 10_000_000, 50_000, 25_000, 12_500),
      tier(upTo: 0, 100_000, 50_000, 25_000),
    ]
    rules.tierCount = UInt8(tiers.count)
    for (index, tier) in tiers.enumerated() { rules.tiers[index] = tier }
    return rules
  }

  private static func tier(upTo usdc: Int128, _ initial: UInt32, _ maintenance: UInt32, _ closeOut: UInt32)
    -> MarginTier
  {
    MarginTier(
      upTo: Notional(atoms: usdc * 1_000_000), initial: Rate(partsPerMillion: initial),
      maintenance: Rate(partsPerMillion: maintenance), closeOut: Rate(partsPerMillion: closeOut))
  }

  private static func l1(vaultAtoms: UInt64) -> L1Genesis {
    var balances = DevelopmentKeys.all.map { L1Genesis.Balance($0.address, atoms: 10_000_000_000_000) }
    balances.append(L1Genesis.Balance(DevnetKeys.faucet.address, atoms: 1_000_000_000_000_000_000))
    balances.append(L1Genesis.Balance(DevnetKeys.sequencer.address, atoms: 1_000_000_000_000_000_000))
    do throws(L1GenesisError) {
      return try L1Genesis(
        timestampMs: 0, sequencer: DevnetKeys.sequencer.address, minimumBondAtoms: 1_000_000_000,
        vaultAtoms: vaultAtoms, balances: balances)
    } catch { preconditionFailure("the standard balances do not add up: \(error)") }
  }
}
