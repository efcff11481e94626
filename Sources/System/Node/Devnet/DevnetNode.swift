import Cryptography
import Dispatch
import JSON
import Ledger
import MockL1
import SSZ
import Sequencing
import Settlement
import Simulation
import StateTransition
import Units

/// A devnet: prices, publishers and traders that drive an engine, and strangers who send it transactions.
///
/// Everything happens on one serial queue, in the order in which it arrives there.
public final class DevnetNode: @unchecked Sendable {
  public let configuration: DevnetConfiguration
  public let queue = DispatchQueue(label: "plimsoll.node")
  private(set) var engine: Engine
  private var prices: any PriceSource
  private let publishers: PublisherSet
  private var population: Population
  private var receipts = ReceiptIndex()
  /// Who waits for the receipt of a transaction, by its hash.
  private var waiting: [Bytes32: [@Sendable (SubmissionResult) -> Void]] = [:]
  /// What is acknowledged as soon as it is durable.
  private var unacknowledged: [() -> Void] = []
  /// In which everything ended, once somebody has asked for it.
  var lastMachine: Machine?
  var driver: Driver?
  let feed: Feed
  /// Whether the feed's next turn is in the queue: at once, or after a while.
  var isFeedTurnDue = false
  var isFeedRetryDue = false

  public typealias SubmissionResult = Result<ReceiptIndex.Entry, RPCError>

  /// Takes up the chain of a store, or begins one: then everybody's first deposit is on its way.
  public init(_ configuration: DevnetConfiguration, genesis: DevnetGenesis, store: NodeStore) throws {
    self.configuration = configuration
    engine = try Engine.open(genesis, policy: configuration.policy, store: store)
    feed = Feed(limits: configuration.feed, head: engine.durableHead)
    let markets = (0..<UInt32(genesis.genesis.markets.count)).map { MarketID($0) }
    publishers = PublisherSet(count: Int(genesis.genesis.parameters.publisherCount), seed: configuration.seed)
    population = Population(
      seed: configuration.seed, size: configuration.populationSize, markets: markets,
      firstOwner: OwnerID(UInt32(Owner.Reserved.allCases.count + DevelopmentKeys.all.count)),
      collateral: genesis.genesis.parameters.collateral)
    if var feed = configuration.history {
      feed.skip(toBlock: Int(clamping: engine.state.clock.blockNumber))
      prices = feed
    } else {
      prices = ProcessFeed(walkingFrom: engine.state, seed: configuration.seed)
    }
    if engine.state.clock.blockNumber == 0, engine.l1.head.block.number == 0 { try depositForEverybody() }
  }

  /// What each development account has on the L2 from the beginning.
  public static let developmentDepositAtoms: UInt64 = 1_000_000_000_000

  private func depositForEverybody() throws {
    for key in DevelopmentKeys.all {
      engine.deposit(Self.developmentDepositAtoms, from: key.address, to: key.address)
    }
    for deposit in population.deposits {
      engine.deposit(deposit.amount, of: deposit.asset, from: DevnetKeys.faucet.address, to: deposit.address)
    }
    while !engine.l1.pending.isEmpty { try engine.mineL1() }
  }
}

// MARK: - Blocks

extension DevnetNode {
  /// Makes the next block: prices are reported, traders react to the last one, and what strangers sent is included.
  ///
  /// - Parameter timestampMs: of the block, unless the prices are a history, which knows its own times.
  /// - Returns: nil when the history has ended, or the rollup has on the L1; there is no block then.
  @discardableResult
  public func makeBlock(at timestampMs: UInt64) throws -> SealedBlock? {
    guard !engine.isFrozen, let point = prices.next() else { return nil }
    let time = max(point.timestampMs ?? timestampMs, engine.sequencer.earliestTimestampMs)
    let reports = publishers.reports(of: point.prices, after: engine.state, at: time)
    let orders = population.transactions(after: engine.state)
    if engine.admitsItems {
      for item in PreparedInputs.items(orders, domain: engine.domain) { _ = engine.admit(item) }
    }
    let sealed = try engine.seal(at: time, reports: PreparedInputs.reports(reports, domain: engine.domain))
    index(sealed)
    return sealed
  }

  /// Makes everything so far durable, and then tells those who wait for it, and those who have subscribed.
  public func flush() throws {
    try engine.flush()
    takeUpRebuilds()
    let due = unacknowledged
    unacknowledged = []
    for acknowledge in due { acknowledge() }
    feed.publish(upTo: engine.durableHead)
    serveFeed()
  }

  /// Leaves the chain with nothing pending: all blocks are posted and claimed.
  public func settle() throws {
    try engine.settle()
    try flush()
  }

  /// Takes back the L1's last blocks, and tells those who have heard of blocks that are others now.
  func reorgL1(depth: Int) throws -> Engine.Reorg {
    try flush()
    let reorg = try engine.reorgL1(depth: depth)
    try flush()
    return reorg
  }

  /// Takes note of blocks that stand in the place of others, so that receipts and followers have what counts.
  private func takeUpRebuilds() {
    for rebuilt in engine.takeRebuilds() {
      for sealed in rebuilt.blocks { take(receiptsOf: sealed) }
      feed.rewind(to: rebuilt.lastKept)
    }
  }

  private func index(_ sealed: SealedBlock) {
    takeUpRebuilds()
    feed.add(FeedBlock(sealed))
    take(receiptsOf: sealed)
  }

  private func take(receiptsOf sealed: SealedBlock) {
    for entry in ReceiptIndex.entries(of: sealed, units: TradingUnits(engine.state)) {
      receipts.insert(entry)
      guard let callers = waiting.removeValue(forKey: entry.hash) else { continue }
      for caller in callers { acknowledge(entry, caller) }
    }
  }

  var pendingAcknowledgements: Int { unacknowledged.count }
}

// MARK: - Transactions of strangers

extension DevnetNode {
  /// Admits a transaction.
  ///
  /// - Parameter completion: called once: with the receipt after the block is durable, or with why it was turned away.
  /// - Returns: whether it now waits for a block.
  func submit(_ item: PooledItem, _ completion: @escaping @Sendable (SubmissionResult) -> Void) -> Bool {
    if let entry = receipts[item.hash] {
      if entry.block > engine.durableHead { acknowledge(entry, completion) } else { completion(.success(entry)) }
      return false
    }
    if let refusal = engine.sequencer.execution.refusal(of: item.input, at: engine.state.clock.timestampMs) {
      completion(.failure(engine.explanation(of: refusal, item)))
      return false
    }
    guard engine.admitsItems else {
      completion(.failure(.rejected("L1_STALLED", Self.stalled, [:])))
      return false
    }
    switch engine.admit(item) {
    case .waiting, .known: break
    case .full(let limit):
      completion(.failure(RPCError(code: RPCError.limitCode, message: "\(limit) transactions wait; try again")))
      return false
    case .nonceWaiting(let nonce):
      completion(
        .failure(
          .rejected("NONCE_WAITING", "a transaction with nonce \(nonce) waits already", ["nonce": .count(nonce)])))
      return false
    }
    waiting[item.hash, default: []].append(completion)
    return true
  }

  private static let stalled =
    "the L1 has not taken a batch for too long: no transactions are taken until it has; see 'plimsoll l1 status'"

  /// Hands out the receipt when it is durable: as it is then, since the block may be made again before.
  private func acknowledge(_ entry: ReceiptIndex.Entry, _ completion: @escaping @Sendable (SubmissionResult) -> Void) {
    unacknowledged.append { [unowned self] in completion(.success(receipts[entry.hash] ?? entry)) }
  }

  /// The receipt of a transaction in a durable block.
  func receipt(_ hash: Bytes32) -> ReceiptIndex.Entry? {
    guard let entry = receipts[hash], entry.block <= engine.durableHead else { return nil }
    return entry
  }

  /// Whether a transaction is in a block, durable or not.
  func isInBlock(_ hash: Bytes32) -> Bool { receipts[hash] != nil }
}
