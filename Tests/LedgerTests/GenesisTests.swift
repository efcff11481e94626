import Cryptography
import Ledger
import Merkle
import SSZ
import Testing
import Units

@Suite struct `A genesis` {
  static func valid() throws -> Genesis {
    var genesis = Genesis()
    genesis.timestampMs = 1_000
    genesis.parameters.publisherCount = 4
    for publisher in 0..<4 {
      genesis.parameters.publishers[publisher] = Address([UInt8](repeating: UInt8(publisher), count: 20))
    }
    genesis.parameters.quorum = 3
    genesis.parameters.reportAgeLimitMs = 5_000
    genesis.parameters.collateral = collateral
    genesis.insurance = Notional(atoms: 77)
    genesis.backstop = Notional(atoms: 23)
    genesis.markets = try BoundedList([market("BTC-PERP", feed: 0), market("ETH-PERP", feed: 1)])
    return genesis
  }

  private static func symbol(_ name: String) -> Bytes32 {
    Bytes32(Array(name.utf8) + [UInt8](repeating: 0, count: 32 - name.utf8.count))
  }

  private static var collateral: CollateralRules {
    var rules = CollateralRules()
    rules.symbol = symbol("WETH")
    rules.lotDecimals = 12
    rules.initialHaircut = .one
    rules.maintenanceHaircut = .one
    rules.conversionDiscount = .one
    return rules
  }

  private static var funding: FundingRules {
    var rules = FundingRules()
    rules.intervalMs = 3_600_000
    rules.sampleMs = 3_600_000
    rules.periodMs = 3_600_000
    rules.impactNotional = Notional(atoms: 1)
    rules.interestPartsPerMillion = -1_000_000
    rules.clamp = .one
    rules.cap = .one
    return rules
  }

  static func market(_ name: String, feed: UInt16) -> MarketRules {
    var rules = MarketRules()
    rules.symbol = symbol(name)
    rules.takerFee = Rate(partsPerMillion: 500)
    rules.makerFeePartsPerMillion = -500
    rules.funding = funding
    rules.lotDecimals = 12
    rules.tickAtomsPerLot = 1 << 20
    rules.orderMinimum = Quantity(lots: 1)
    rules.orderMaximum = Quantity(lots: 1)
    rules.positionMaximum = Quantity(lots: Quantity.limit - 1)
    rules.feed = feed
    rules.tierCount = 2
    rules.tiers[0] = tier(upTo: 1_000, 50_000, 25_000, 10_000)
    rules.tiers[1] = tier(upTo: 0, 1_000_000, 999_999, 999_999)
    return rules
  }

  static func tier(upTo: Int128, _ initial: UInt32, _ maintenance: UInt32, _ closeOut: UInt32) -> MarginTier {
    MarginTier(
      upTo: Notional(atoms: upTo), initial: Rate(partsPerMillion: initial),
      maintenance: Rate(partsPerMillion: maintenance), closeOut: Rate(partsPerMillion: closeOut))
  }

  @Test func `that is valid, up to its limits, gives the state before the first block`() throws {
    let genesis = try Self.valid()
    let state = try genesis.state()
    #expect(state.clock.timestampMs == 1_000)
    #expect(state.clock.blockNumber == 0)
    #expect(state.markets.count == 2 && state.rules.count == 2 && state.books.count == 2)
    #expect(state.marketQueues.count == 2)
    #expect(state.prices.count == 65 * UInt64(Parameters.publisherLimit))
    #expect(state.owners.count == 4 && state.accounts.count == 4)
    #expect(try state.accounts.read(Owner.Reserved.insurance.account.index).cash == Notional(atoms: 77))
    #expect(try state.accounts.read(Owner.Reserved.backstop.account.index).cash == Notional(atoms: 23))
    #expect(state.totals.deposited == Notional(atoms: 100) && state.totals.cash == Notional(atoms: 100))
    #expect(state.totals.imbalance == .zero)
    for reserved in Owner.Reserved.allCases {
      let owner = try state.owners.read(reserved.owner.index)
      #expect(owner.address == .zero && owner.firstAccount == reserved.account)
    }
  }

  struct Flaw: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let error: GenesisError
    let spoil: @Sendable (inout Genesis) throws -> Void
  }

  @Test(arguments: flaws)
  func `that breaks a rule is refused, and the rule is named`(flaw: Flaw) throws {
    var genesis = try Self.valid()
    try flaw.spoil(&genesis)
    #expect(throws: flaw.error) { try genesis.state() }
  }

  private static func flaw(
    _ description: String, _ error: GenesisError, _ spoil: @escaping @Sendable (inout Genesis) throws -> Void
  ) -> Flaw { Flaw(testDescription: description, error: error, spoil: spoil) }

  private static func flaw(
    ofMarket description: String, _ error: GenesisError, _ spoil: @escaping @Sendable (inout MarketRules) -> Void
  ) -> Flaw {
    flaw(description, error) { genesis in
      var markets = genesis.markets.elements
      spoil(&markets[1])
      genesis.markets = try BoundedList(markets)
    }
  }

  private static let eth = "ETH-PERP"

  static let flaws: [Flaw] =
    parameterFlaws + shareFlaws + marketFlaws + feeFlaws + fundingFlaws + tierFlaws

  private static let parameterFlaws: [Flaw] = [
    flaw("no market", .noMarkets) { $0.markets = BoundedList() },
    flaw("negative insurance", .fundOutOfRange(limit: Genesis.fundLimit, found: Notional(atoms: -1))) {
      $0.insurance = Notional(atoms: -1)
    },
    flaw(
      "insurance beyond all money", .fundOutOfRange(limit: Genesis.fundLimit, found: Genesis.fundLimit)
    ) {
      $0.insurance = Genesis.fundLimit
    },
    flaw("negative backstop", .fundOutOfRange(limit: Genesis.fundLimit, found: Notional(atoms: -1))) {
      $0.backstop = Notional(atoms: -1)
    },
    flaw("backstop beyond all money", .fundOutOfRange(limit: Genesis.fundLimit, found: Genesis.fundLimit)) {
      $0.backstop = Genesis.fundLimit
    },
    flaw("no publisher", .noPublishers) { $0.parameters.publisherCount = 0 },
    flaw("more publishers than places", .noPublishers) { $0.parameters.publisherCount = 17 },
    flaw("one publisher twice", .repeatedPublisher(Address([UInt8](repeating: 1, count: 20)))) {
      $0.parameters.publishers[3] = $0.parameters.publishers[1]
    },
    flaw("quorum below two thirds", .quorumOutOfRange(minimum: 3, maximum: 4, found: 2)) { $0.parameters.quorum = 2 },
    flaw("quorum beyond all", .quorumOutOfRange(minimum: 3, maximum: 4, found: 5)) { $0.parameters.quorum = 5 },
    flaw("no quorum", .quorumOutOfRange(minimum: 1, maximum: 1, found: 0)) {
      $0.parameters.publisherCount = 1
      $0.parameters.quorum = 0
    },
    flaw("a band that never widens", .bandOutOfRange) { $0.parameters.bandBase = Rate(partsPerMillion: 1) },
    flaw("late beginning", .timeOutOfRange(limitMs: 1 << 48, foundMs: 1 << 48)) { $0.timestampMs = 1 << 48 },
    flaw("reports never old", .timeOutOfRange(limitMs: 1 << 48, foundMs: .max)) {
      $0.parameters.reportAgeLimitMs = .max
    },
    flaw("reports from any future", .timeOutOfRange(limitMs: 1 << 48, foundMs: 1 << 48)) {
      $0.parameters.reportFutureLimitMs = 1 << 48
    },
  ]

  private static let aboveOne = Rate(partsPerMillion: 1_000_001)
  private static let almostOne = Rate(partsPerMillion: 999_999)

  private static let shareFlaws: [Flaw] = [
    flaw("tiny lots of collateral", .collateralOutOfRange) { $0.parameters.collateral.lotDecimals = 13 },
    flaw("collateral worth less than nothing", .collateralOutOfRange) {
      $0.parameters.collateral.initialHaircut = aboveOne
    },
    flaw("maintenance haircut above the initial one", .collateralOutOfRange) {
      $0.parameters.collateral.initialHaircut = almostOne
    },
    flaw("conversion below what collateral counted", .collateralOutOfRange) {
      $0.parameters.collateral.maintenanceHaircut = almostOne
    },
    flaw("target beyond initial", .ladderOutOfRange) { $0.parameters.ladder.targetShare = aboveOne },
    flaw("liquidation fee beyond all", .ladderOutOfRange) { $0.parameters.ladder.fee = aboveOne },
    flaw("disposal of more than all", .ladderOutOfRange) { $0.parameters.ladder.disposalShare = aboveOne },
    flaw("disposal at any price", .ladderOutOfRange) { $0.parameters.ladder.disposalBand = aboveOne },
    flaw("retry after all time", .ladderOutOfRange) { $0.parameters.ladder.retryMs = 1 << 48 },
    flaw("disposal after all time", .ladderOutOfRange) { $0.parameters.ladder.disposalMs = 1 << 48 },
    flaw("more than all fees to the insurance", .ladderOutOfRange) { $0.parameters.insuranceFeeShare = aboveOne },
  ]

  private static let feeFlaws: [Flaw] = [
    flaw(ofMarket: "taker fee beyond all", .feesOutOfRange(market: eth)) { $0.takerFee = aboveOne },
    flaw(ofMarket: "maker fee beyond all", .feesOutOfRange(market: eth)) { $0.makerFeePartsPerMillion = 1_000_001 },
    flaw(ofMarket: "rebate above the fee", .feesOutOfRange(market: eth)) { $0.makerFeePartsPerMillion = -501 },
  ]

  @Test func `without funding needs none of its rules`() throws {
    var genesis = try Self.valid()
    var market = Self.market("BTC-PERP", feed: 0)
    market.funding = FundingRules()
    genesis.markets = try BoundedList([market])
    #expect(throws: Never.self) { try genesis.state() }
  }

  /// A market whose funding is in order but for one thing.
  private static func flaw(
    ofFunding description: String, _ spoil: @escaping @Sendable (inout FundingRules) -> Void
  ) -> Flaw {
    flaw(ofMarket: description, .fundingOutOfRange(market: eth)) { rules in
      rules.funding.intervalMs = 3_600_000
      rules.funding.sampleMs = 60_000
      rules.funding.periodMs = 28_800_000
      rules.funding.impactNotional = Notional(atoms: 1)
      spoil(&rules.funding)
    }
  }

  private static let fundingFlaws: [Flaw] = [
    flaw(ofFunding: "no samples") { $0.sampleMs = 0 },
    flaw(ofFunding: "samples rarer than charges") { $0.sampleMs = $0.intervalMs + 1 },
    flaw(ofFunding: "more samples than are counted") { funding in
      funding.intervalMs = FundingRules.sampleLimit + 1
      funding.sampleMs = 1
    },
    flaw(ofFunding: "a period shorter than its interval") { $0.periodMs = $0.intervalMs - 1 },
    flaw(ofFunding: "an endless period") { $0.periodMs = FundingRules.periodLimitMs },
    flaw(ofFunding: "no impact") { $0.impactNotional = .zero },
    flaw(ofFunding: "the impact of all money") { $0.impactNotional = Genesis.fundLimit },
    flaw(ofFunding: "a clamp above one") { $0.clamp = Rate(partsPerMillion: 1_000_001) },
    flaw(ofFunding: "a cap above one") { $0.cap = Rate(partsPerMillion: 1_000_001) },
    flaw(ofFunding: "interest above one") { $0.interestPartsPerMillion = 1_000_001 },
    flaw(ofFunding: "interest below minus one") { $0.interestPartsPerMillion = -1_000_001 },
  ]

  private static let marketFlaws: [Flaw] = [
    flaw(ofMarket: "foreign feed", .feedMismatch(market: eth, expected: 1, found: 0)) { $0.feed = 0 },
    flaw(ofMarket: "tiny lots", .lotDecimalsOutOfRange(market: eth, limit: 12, found: 13)) { $0.lotDecimals = 13 },
    flaw(ofMarket: "no tick", .tickOutOfRange(market: eth, limit: 1 << 20, found: 0)) { $0.tickAtomsPerLot = 0 },
    flaw(ofMarket: "wide tick", .tickOutOfRange(market: eth, limit: 1 << 20, found: 1 << 20 + 1)) {
      $0.tickAtomsPerLot = 1 << 20 + 1
    },
    flaw(ofMarket: "empty orders", .quantitiesOutOfOrder(market: eth)) { $0.orderMinimum = .zero },
    flaw(ofMarket: "minimum above maximum", .quantitiesOutOfOrder(market: eth)) {
      $0.orderMinimum = Quantity(lots: 2)
    },
    flaw(ofMarket: "orders above positions", .quantitiesOutOfOrder(market: eth)) {
      $0.orderMaximum = Quantity(lots: 3)
      $0.positionMaximum = Quantity(lots: 2)
    },
    flaw(ofMarket: "positions that overflow", .quantitiesOutOfOrder(market: eth)) {
      $0.positionMaximum = Quantity(lots: Quantity.limit)
    },
  ]

  private static let tierFlaws: [Flaw] = [
    flaw(ofMarket: "no tier", .tiersOutOfOrder(market: eth, tier: 0)) { $0.tierCount = 0 },
    flaw(ofMarket: "more tiers than places", .tiersOutOfOrder(market: eth, tier: 0)) { $0.tierCount = 9 },
    flaw(ofMarket: "empty first tier", .tiersOutOfOrder(market: eth, tier: 0)) {
      $0.tiers[0].upTo = .zero
    },
    flaw(ofMarket: "bound that falls", .tiersOutOfOrder(market: eth, tier: 1)) {
      $0.tierCount = 3
      $0.tiers[1].upTo = Notional(atoms: 1_000)
      $0.tiers[2] = $0.tiers[1]
    },
    flaw(ofMarket: "maintenance as high as initial", .tiersOutOfOrder(market: eth, tier: 0)) {
      $0.tiers[0].maintenance = $0.tiers[0].initial
    },
    flaw(ofMarket: "close-out above maintenance", .tiersOutOfOrder(market: eth, tier: 0)) {
      $0.tiers[0].closeOut = Rate(partsPerMillion: 25_001)
    },
    flaw(ofMarket: "no maintenance", .tiersOutOfOrder(market: eth, tier: 0)) {
      $0.tiers[0].maintenance = .zero
      $0.tiers[0].closeOut = .zero
    },
    flaw(ofMarket: "more than everything", .tiersOutOfOrder(market: eth, tier: 1)) {
      $0.tiers[1].initial = Rate(partsPerMillion: 1_000_001)
    },
    flaw(ofMarket: "initial rate that falls", .tiersOutOfOrder(market: eth, tier: 1)) {
      $0.tiers[1] = tier(upTo: 0, 49_999, 25_000, 10_000)
    },
    flaw(ofMarket: "maintenance rate that falls", .tiersOutOfOrder(market: eth, tier: 1)) {
      $0.tiers[1] = tier(upTo: 0, 50_000, 24_999, 10_000)
    },
    flaw(ofMarket: "close-out rate that falls", .tiersOutOfOrder(market: eth, tier: 1)) {
      $0.tiers[1] = tier(upTo: 0, 50_000, 25_000, 9_999)
    },
  ]
}
