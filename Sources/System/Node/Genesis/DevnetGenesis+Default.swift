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
    genesis.backstop = Notional(atoms: 5_000_000_000_000)
    do throws(DecodingError) {
      genesis.markets = try BoundedList([
        market("BTC-PERP", feed: 0, lotDecimals: 4, tickAtomsPerLot: 10, orderMaximum: 5_000_000),
        market("ETH-PERP", feed: 1, lotDecimals: 3, tickAtomsPerLot: 10, orderMaximum: 10_000_000),
      ])
    } catch { preconditionFailure("two markets are fewer than 64") }
    return DevnetGenesis(
      genesis: genesis, l1: l1(of: genesis),
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
    parameters.deviationLimit = Rate(partsPerMillion: 50_000)
    parameters.bandBase = Rate(partsPerMillion: 500_000)
    parameters.bandPerSecond = Rate(partsPerMillion: 50_000)
    parameters.collateral = collateral
    parameters.ladder = ladder
    parameters.insuranceFeeShare = Rate(partsPerMillion: 100_000)
    parameters.permissions[0] = Parameters.Action([.increaseRisk, .reduceRisk, .liquidate]).rawValue
    parameters.permissions[1] = Parameters.Action([.reduceRisk]).rawValue
    return parameters
  }

  private static var collateral: CollateralRules {
    var rules = CollateralRules()
    rules.symbol = padded("WETH")
    rules.lotDecimals = 6
    rules.initialHaircut = Rate(partsPerMillion: 150_000)
    rules.maintenanceHaircut = Rate(partsPerMillion: 100_000)
    rules.conversionDiscount = Rate(partsPerMillion: 50_000)
    return rules
  }

  private static var ladder: LiquidationLadder {
    var ladder = LiquidationLadder()
    ladder.targetShare = .one
    ladder.fee = Rate(partsPerMillion: 5_000)
    ladder.retryMs = 1_000
    ladder.disposalMs = 5_000
    ladder.disposalShare = Rate(partsPerMillion: 100_000)
    ladder.disposalBand = Rate(partsPerMillion: 20_000)
    return ladder
  }

  /// Charged by the hour at a rate for eight, as Hyperliquid and dYdX do; 0.01 % interest within half a thousandth of the
  /// premium, and no more than 4 %.
  private static var funding: FundingRules {
    var rules = FundingRules()
    rules.intervalMs = 3_600_000
    rules.sampleMs = 60_000
    rules.periodMs = 28_800_000
    rules.impactNotional = Notional(atoms: 10_000_000_000)
    rules.interestPartsPerMillion = 100
    rules.clamp = Rate(partsPerMillion: 500)
    rules.cap = Rate(partsPerMillion: 40_000)
    rules.missing = .zero
    return rules
  }

  private static func padded(_ symbol: String) -> Bytes32 {
    let text = Array(symbol.utf8)
    return Bytes32(text + [UInt8](repeating: 0, count: Bytes32.byteCount - text.count))
  }

  private static func market(
    _ symbol: String, feed: UInt16, lotDecimals: UInt8, tickAtomsPerLot: UInt32, orderMaximum: UInt64
  ) -> MarketRules {
    var rules = MarketRules()
    rules.symbol = padded(symbol)
    rules.feed = feed
    rules.lotDecimals = lotDecimals
    rules.tickAtomsPerLot = tickAtomsPerLot
    rules.orderMinimum = Quantity(lots: 1)
    rules.orderMaximum = Quantity(lots: orderMaximum)
    rules.positionMaximum = Quantity(lots: 10 * orderMaximum)
    rules.takerFee = Rate(partsPerMillion: 500)
    rules.makerFeePartsPerMillion = 200
    rules.funding = funding
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

  private static func l1(of genesis: Genesis) -> L1Genesis {
    var balances = DevelopmentKeys.all.map {
      L1Genesis.Balance($0.address, atoms: 10_000_000_000_000, lots: 1_000_000_000)
    }
    balances.append(
      L1Genesis.Balance(DevnetKeys.faucet.address, atoms: 1_000_000_000_000_000_000, lots: 500_000_000_000))
    balances.append(L1Genesis.Balance(DevnetKeys.sequencer.address, atoms: 1_000_000_000_000_000_000))
    do throws(L1GenesisError) {
      return try L1Genesis(
        timestampMs: 0, sequencer: DevnetKeys.sequencer.address, minimumBondAtoms: 1_000_000_000,
        vaultAtoms: genesis.vaultAtoms, isCollateralRegistered: genesis.parameters.collateral.isEnabled,
        balances: balances)
    } catch { preconditionFailure("the standard balances do not add up: \(error)") }
  }
}
