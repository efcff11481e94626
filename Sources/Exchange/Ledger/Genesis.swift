import Cryptography
import Merkle
import SSZ
import Units

/// What a chain starts from: the rules, the markets, and what the insurance owns.
public struct Genesis: SSZContainer, Equatable {
  /// The first block is later than this.
  public var timestampMs: UInt64 = 0
  public var parameters = Parameters()
  public var markets = BoundedList<MarketRules, 64>()
  /// What the bridge holds for the insurance from the beginning.
  public var insurance = Notional.zero
  /// Likewise for the backstop, which buys collateral from accounts in liquidation.
  public var backstop = Notional.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("parameters", &parameters)
    try visitor.field("markets", &markets)
    try visitor.field("insurance", &insurance)
    try visitor.field("backstop", &backstop)
  }

  /// The state before the first block.
  ///
  /// - Throws: the first rule that the genesis breaks.
  public func state() throws(GenesisError) -> State {
    try check()
    var state = State()
    state.clock.timestampMs = timestampMs
    state.clock.startMs = timestampMs
    state.parameters = parameters
    do throws(StateAccessError) { try fill(&state) } catch {
      preconditionFailure("a new state knows all of itself")
    }
    state.totals.deposited = insurance.adding(backstop)
    state.totals.cash = state.totals.deposited
    return state
  }

  private func fill(_ state: inout State) throws(StateAccessError) {
    for (index, rules) in markets.elements.enumerated() {
      _ = try state.rules.append(rules)
      _ = try state.markets.append(Market())
      let id = MarketID(UInt32(index))
      state.books.append(OrderBook(at: State.position(ofBook: id)))
      state.marketQueues.append(MarketQueues(at: State.position(ofQueues: id)))
    }
    let feedCount = UInt64(CollateralRules.feed) + 1
    for _ in 0..<(feedCount * UInt64(Parameters.publisherLimit)) { _ = try state.prices.append(PublishedPrice()) }
    for reserved in Owner.Reserved.allCases {
      var owner = Owner()
      owner.firstAccount = reserved.account
      _ = try state.owners.append(owner)
      var account = Account()
      account.owner = reserved.owner
      if reserved == .insurance { account.cash = insurance }
      if reserved == .backstop { account.cash = backstop }
      _ = try state.accounts.append(account)
    }
  }
}

/// Which rule a genesis breaks.
public enum GenesisError: Error, Equatable, Sendable {
  case noMarkets
  case noPublishers
  /// One key would count as several publishers, and the quorum would promise less than it says.
  case repeatedPublisher(Address)
  /// A quorum below two thirds lets a minority of publishers make the price.
  case quorumOutOfRange(minimum: Int, maximum: Int, found: Int)
  /// A band that never widens would keep a price out for ever.
  case bandOutOfRange
  case timeOutOfRange(limitMs: UInt64, foundMs: UInt64)
  case tickOutOfRange(market: String, limit: UInt32, found: UInt32)
  case lotDecimalsOutOfRange(market: String, limit: UInt8, found: UInt8)
  case quantitiesOutOfOrder(market: String)
  case tiersOutOfOrder(market: String, tier: Int)
  case feedMismatch(market: String, expected: UInt16, found: UInt16)
  case fundOutOfRange(limit: Notional, found: Notional)
  case fundingOutOfRange(market: String)
  /// A maker's rebate is more than the taker's fee.
  case feesOutOfRange(market: String)
  case collateralOutOfRange
  case ladderOutOfRange
}

extension Genesis {
  /// Times are milliseconds below 2^48, so that sums of them cannot overflow.
  public static let timeLimitMs: UInt64 = 1 << 48

  /// Exclusive; what no single deposit reaches either. Money is counted in micro-atoms too, and must not overflow there.
  public static let fundLimit = Notional(atoms: 1 << 64)

  private func check() throws(GenesisError) {
    guard markets.count > 0 else { throw .noMarkets }
    for fund in [insurance, backstop] {
      guard fund >= .zero, fund < Self.fundLimit else { throw .fundOutOfRange(limit: Self.fundLimit, found: fund) }
    }
    guard timestampMs < Self.timeLimitMs else {
      throw .timeOutOfRange(limitMs: Self.timeLimitMs, foundMs: timestampMs)
    }
    try parameters.check()
    for (index, rules) in markets.elements.enumerated() { try rules.check(feed: UInt16(index)) }
  }
}

extension Parameters: StateLeaf {
  /// What a genesis may begin with is what a state may hold.
  public var isPlausible: Bool { (try? check()) != nil }

  fileprivate func check() throws(GenesisError) {
    let count = Int(publisherCount)
    guard count > 0, count <= Self.publisherLimit else { throw .noPublishers }
    try checkPublishers(publishers.elements.prefix(count))
    let minimum = (2 * count + 2) / 3
    guard (minimum...count).contains(Int(quorum)) else {
      throw .quorumOutOfRange(minimum: minimum, maximum: count, found: Int(quorum))
    }
    for time in [reportAgeLimitMs, reportFutureLimitMs] {
      guard time < Genesis.timeLimitMs else { throw .timeOutOfRange(limitMs: Genesis.timeLimitMs, foundMs: time) }
    }
    guard bandBase == .zero || bandPerSecond > .zero else { throw .bandOutOfRange }
    try checkShares()
  }

  /// Shares are at most one; a conversion never makes an account poorer than it counted.
  private func checkShares() throws(GenesisError) {
    guard collateral.lotDecimals <= 12, collateral.initialHaircut <= .one,
      collateral.maintenanceHaircut <= collateral.initialHaircut,
      collateral.conversionDiscount <= collateral.maintenanceHaircut
    else { throw .collateralOutOfRange }
    guard ladder.targetShare <= .one, ladder.fee <= .one, ladder.disposalShare <= .one, ladder.disposalBand <= .one,
      ladder.retryMs < Genesis.timeLimitMs, ladder.disposalMs < Genesis.timeLimitMs, insuranceFeeShare <= .one
    else { throw .ladderOutOfRange }
  }

  private func checkPublishers(_ publishers: ArraySlice<Address>) throws(GenesisError) {
    for (index, publisher) in publishers.enumerated() where publishers.dropFirst(index + 1).contains(publisher) {
      throw .repeatedPublisher(publisher)
    }
  }
}

extension MarketRules: StateLeaf {
  /// What a genesis may begin with is what a state may hold.
  public var isPlausible: Bool { (try? check(feed: feed)) != nil }

  fileprivate func check(feed expected: UInt16) throws(GenesisError) {
    guard feed == expected else { throw .feedMismatch(market: name, expected: expected, found: feed) }
    guard lotDecimals <= 12 else { throw .lotDecimalsOutOfRange(market: name, limit: 12, found: lotDecimals) }
    guard tickAtomsPerLot > 0, tickAtomsPerLot <= 1 << 20 else {
      throw .tickOutOfRange(market: name, limit: 1 << 20, found: tickAtomsPerLot)
    }
    let bounds = [Quantity.zero, orderMinimum, orderMaximum, positionMaximum, Quantity(lots: Quantity.limit)]
    guard orderMinimum > .zero, bounds == bounds.sorted(), positionMaximum.lots < Quantity.limit else {
      throw .quantitiesOutOfOrder(market: name)
    }
    let fees = Int64(takerFee.partsPerMillion)
    guard takerFee <= .one, makerFeePartsPerMillion <= Int64(Rate.one.partsPerMillion),
      makerFeePartsPerMillion >= -fees
    else { throw .feesOutOfRange(market: name) }
    try checkFunding()
    try checkTiers()
  }

  private func checkFunding() throws(GenesisError) {
    let million = Int64(Rate.one.partsPerMillion)
    guard funding.intervalMs > 0 else { return }
    guard funding.sampleMs > 0, funding.sampleMs <= funding.intervalMs, funding.periodMs >= funding.intervalMs,
      funding.periodMs < FundingRules.periodLimitMs,
      funding.intervalMs / funding.sampleMs <= FundingRules.sampleLimit, funding.impactNotional > .zero,
      Genesis.fundLimit > funding.impactNotional, funding.clamp <= .one, funding.cap <= .one,
      (-million...million).contains(funding.interestPartsPerMillion)
    else { throw .fundingOutOfRange(market: name) }
  }

  /// Bounds rise; in each tier close-out ≤ maintenance < initial ≤ 1; no rate falls from one tier to the next.
  private func checkTiers() throws(GenesisError) {
    guard tierCount > 0, tierCount <= tiers.elements.count else { throw .tiersOutOfOrder(market: name, tier: 0) }
    var previous = MarginTier()
    for index in 0..<Int(tierCount) {
      let tier = tiers[index]
      let isLast = index == Int(tierCount) - 1
      guard tier.closeOut <= tier.maintenance, tier.maintenance < tier.initial, tier.initial <= .one,
        tier.initial >= previous.initial, tier.maintenance >= previous.maintenance,
        tier.closeOut >= previous.closeOut, tier.maintenance > .zero, isLast || tier.upTo > previous.upTo
      else { throw .tiersOutOfOrder(market: name, tier: index) }
      previous = tier
    }
  }
}
