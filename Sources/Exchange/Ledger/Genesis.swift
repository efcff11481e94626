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

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("parameters", &parameters)
    try visitor.field("markets", &markets)
    try visitor.field("insurance", &insurance)
  }

  /// The state before the first block.
  ///
  /// - Throws: the first rule that the genesis breaks.
  public func state() throws(GenesisError) -> State {
    try check()
    var state = State()
    state.clock.timestampMs = timestampMs
    state.parameters = parameters
    do throws(StateAccessError) { try fill(&state) } catch {
      preconditionFailure("a new state knows all of itself")
    }
    state.totals.deposited = insurance
    state.totals.cash = insurance
    return state
  }

  private func fill(_ state: inout State) throws(StateAccessError) {
    for (index, rules) in markets.elements.enumerated() {
      _ = try state.rules.append(rules)
      _ = try state.markets.append(Market())
      for _ in 0..<Parameters.publisherLimit { _ = try state.prices.append(PublishedPrice()) }
      state.books.append(OrderBook(at: State.position(ofBook: MarketID(UInt32(index)))))
    }
    for reserved in Owner.Reserved.allCases {
      var owner = Owner()
      owner.firstAccount = reserved.account
      _ = try state.owners.append(owner)
      var account = Account()
      account.owner = reserved.owner
      if reserved == .insurance { account.cash = insurance }
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
  case timeOutOfRange(limitMs: UInt64, foundMs: UInt64)
  case tickOutOfRange(market: String, limit: UInt32, found: UInt32)
  case lotDecimalsOutOfRange(market: String, limit: UInt8, found: UInt8)
  case quantitiesOutOfOrder(market: String)
  case tiersOutOfOrder(market: String, tier: Int)
  case feedMismatch(market: String, expected: UInt16, found: UInt16)
  case insuranceOutOfRange(limit: Notional, found: Notional)
}

extension Genesis {
  /// Times are milliseconds below 2^48, so that sums of them cannot overflow.
  public static let timeLimitMs: UInt64 = 1 << 48

  /// Exclusive; what no single deposit reaches either. Money is counted in micro-atoms too, and must not overflow there.
  public static let insuranceLimit = Notional(atoms: 1 << 64)

  private func check() throws(GenesisError) {
    guard markets.count > 0 else { throw .noMarkets }
    guard insurance >= .zero, insurance < Self.insuranceLimit else {
      throw .insuranceOutOfRange(limit: Self.insuranceLimit, found: insurance)
    }
    let publishers = Int(parameters.publisherCount)
    guard publishers > 0, publishers <= Parameters.publisherLimit else { throw .noPublishers }
    try checkPublishers(parameters.publishers.elements.prefix(publishers))
    let minimum = (2 * publishers + 2) / 3
    guard (minimum...publishers).contains(Int(parameters.quorum)) else {
      throw .quorumOutOfRange(minimum: minimum, maximum: publishers, found: Int(parameters.quorum))
    }
    for time in [timestampMs, parameters.reportAgeLimitMs, parameters.reportFutureLimitMs] {
      guard time < Self.timeLimitMs else { throw .timeOutOfRange(limitMs: Self.timeLimitMs, foundMs: time) }
    }
    for (index, rules) in markets.elements.enumerated() { try rules.check(feed: UInt16(index)) }
  }

  private func checkPublishers(_ publishers: ArraySlice<Address>) throws(GenesisError) {
    for (index, publisher) in publishers.enumerated() where publishers.dropFirst(index + 1).contains(publisher) {
      throw .repeatedPublisher(publisher)
    }
  }
}

extension MarketRules {
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
    try checkTiers()
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
