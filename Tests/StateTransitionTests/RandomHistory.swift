import Ledger
import Merkle
import StateTransition
import TestSupport
import Testing
import Units

/// A run of random blocks, in an exchange with little insurance, and with all that may liquidate an account: prices,
/// funding, and the price of collateral.
struct RandomHistory {
  private var exchange: TestExchange
  private var traders = RandomTraders()
  private var collateralPrice: UInt64 = 500_000
  private let seed: UInt64
  private(set) var counts = RandomCounts()
  /// For how many blocks on end a user has been in the liquidation queue.
  private var blocksInQueue = Array(repeating: 0, count: 8)

  init(seed: UInt64) throws {
    self.seed = seed
    exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: seed, insurance: 0, publishers: 1)
    try exchange.fund(.insurance, [0, 3_000_000, 30_000_000].randomElement(using: &exchange.random) ?? 0)
    try exchange.fund(.backstop, [0, 2_000_000, 1_000_000_000].randomElement(using: &exchange.random) ?? 0)
    exchange.execution.state.parameters.ladder.disposalMs = 3_000
    exchange.execution.state.parameters.ladder.disposalShare = Rate(
      partsPerMillion: exchange.random.oneIn(2) ? 0 : 250_000)
    exchange.execution.state.parameters.ladder.disposalBand = Rate(partsPerMillion: 20_000)
    for market in 0..<2 as Range<UInt64> { try exchange.setFunding(TestExchange.funding(.skip), of: market) }
    for user in 0..<8 where Bool.random(using: &exchange.random) {
      try exchange.giveCollateral(.random(in: 1...40, using: &exchange.random), to: user, at: collateralPrice)
    }
    let shares: [UInt32] = [0, 500_000, 1_000_000]
    exchange.execution.state.parameters.ladder.targetShare = Rate(
      partsPerMillion: shares.randomElement(using: &exchange.random) ?? 0)
    exchange.execution.state.parameters.ladder.fee = Rate(partsPerMillion: exchange.random.oneIn(2) ? 0 : 5_000)
    exchange.execution.state.parameters.ladder.retryMs = exchange.random.oneIn(2) ? 0 : 2_500
  }

  mutating func run(blocks: Int) throws {
    for _ in 0..<blocks {
      try traders.submit(to: &exchange)
      try moveIndices()
      let journal = try exchange.block()
      traders.remember(journal)
      counts.count(journal)
      try countQueues()
      #expect(journal.imbalance == .zero, "seed \(seed)")
      #expect(try exchange.execution.state.violation() == nil, "seed \(seed)")
      #expect(try exchange.execution.state.worstCaseViolation() == nil, "seed \(seed)")
      let header = try #require(journal.header)
      #expect(header.stateRoot == exchange.execution.state.root(), "seed \(seed)")
      #expect(header.hash == exchange.execution.lastBlock, "seed \(seed)")
    }
    #expect(exchange.execution.state.implausibleField == nil, "seed \(seed)")
    counts.crashes += traders.crashes
    counts.gaps += traders.gaps
  }

  /// What collateral is worth, and sometimes what a spike of funding has cost.
  private mutating func moveIndices() throws {
    if exchange.random.oneIn(2) {
      let percent: UInt64 = exchange.random.oneIn(15) ? 55 : .random(in: 97...104, using: &exchange.random)
      collateralPrice = min(max(collateralPrice * percent / 100, 1_000), 10_000_000)
      try exchange.price(collateralPrice, of: CollateralRules.feed)
    }
    for market in 0..<2 as Range<UInt64> where exchange.random.oneIn(20) {
      let index = try exchange.market(market).fundingIndex.rawValue
      let change = Int128.random(in: -50_000_000_000...50_000_000_000, using: &exchange.random)
      try exchange.moveFunding(to: index + change, in: market)
    }
  }

  private mutating func countQueues() throws {
    for user in 0..<8 {
      blocksInQueue[user] = try exchange.isQueued(user) ? blocksInQueue[user] + 1 : 0
      if blocksInQueue[user] == 4 { counts.longWaits += 1 }
    }
  }
}

/// What has happened, so that a test can say that it was not in vain.
struct RandomCounts {
  private var kinds: [Event.Kind: Int] = [:]
  private(set) var refusals: Set<Refusal.Reason> = []
  /// Liquidations that began in a block behind somebody's deleveraging or socialised loss.
  private(set) var cascades = 0
  private(set) var seizures = 0
  var longWaits = 0
  var crashes = 0
  var gaps = 0

  subscript(kind: Event.Kind) -> Int { kinds[kind, default: 0] }

  mutating func count(_ journal: Journal) {
    var isCascade = false
    for event in journal.events.joined() {
      kinds[event.kind, default: 0] += 1
      if event.kind == .liquidationBegan, isCascade { cascades += 1 }
      isCascade = isCascade || event.kind == .deleveraged || event.kind == .lossSocialised
      if event.kind == .collateralConverted, event.counterparty == Owner.Reserved.insurance.account { seizures += 1 }
    }
    refusals.formUnion(journal.receipts.compactMap { $0.refusal?.reason })
  }

  mutating func add(_ other: RandomCounts) {
    kinds.merge(other.kinds, uniquingKeysWith: +)
    refusals.formUnion(other.refusals)
    cascades += other.cascades
    seizures += other.seizures
    longWaits += other.longWaits
    crashes += other.crashes
    gaps += other.gaps
  }
}
