import Cryptography
import Ledger
import MockL1
import Node
import SSZ
import Settlement
import Simulation
import StateTransition
import Units

/// A small exchange and its L1: six blocks in three batches, in the fourth of which a trader is liquidated.
struct FraudWorld {
  /// In the order in which they deposit, which is that of their owner numbers.
  static let traders = ["alice", "bob", "carol"]
  static let blockCount: UInt64 = 6
  static let claimBondAtoms: UInt64 = 1_000_000_000
  /// A batch has room for 256 steps.
  static let stepLevels: UInt8 = 8
  private static let startMs: UInt64 = 1_000_000

  let genesis: State
  let rules = DevnetGenesis.standard.rules
  private(set) var chain: L1Chain
  private var execution: Execution
  private var builder: BatchBuilder
  private var nonces: [String: UInt64] = [:]
  private let publishers: PublisherSet
  private let chance: KeyedGenerator

  init(seed: UInt64) throws {
    var genesis = DevnetGenesis.standard.genesis
    genesis.timestampMs = Self.startMs
    self.genesis = try genesis.state()
    execution = Execution(state: self.genesis)
    builder = BatchBuilder(after: ChainTip(execution), epoch: 0)
    publishers = PublisherSet(count: Int(genesis.parameters.publisherCount), seed: seed)
    chance = KeyedGenerator(seed: seed, stream: "fraud demo")
    var machine = Machine(genesis: self.genesis, rules: rules)
    chain = L1Chain(
      genesis: try Self.l1(genesisMachineRoot: machine.root()),
      judge: MachineJudge(rules: rules))
    try live()
  }

  /// Trees just large enough for three batches; clocks and bonds as they are by default.
  private static func l1(genesisMachineRoot: Bytes32) throws -> L1Genesis {
    var disputes = DisputeRules()
    (disputes.batchLevels, disputes.stepLevels) = (2, stepLevels)
    disputes.genesisMachineRoot = genesisMachineRoot
    return try L1Genesis(
      timestampMs: startMs, sequencer: DevnetKeys.sequencer.address, minimumBondAtoms: claimBondAtoms,
      vaultAtoms: DevnetGenesis.standard.l1.vaultAtoms,
      isCollateralRegistered: DevnetGenesis.standard.l1.isCollateralRegistered,
      balances: DevelopmentKeys.all.map { L1Genesis.Balance($0.address, atoms: 1_000_000_000_000) },
      disputes: disputes)
  }

  /// - Precondition: a development key has this name.
  static func key(_ name: String) -> DevelopmentKey {
    guard let key = DevelopmentKeys.named(name) else { preconditionFailure("nobody is called \(name)") }
    return key
  }

  /// The cross account of a trader.
  static func account(of trader: String) -> AccountID {
    guard let place = traders.firstIndex(of: trader) else { preconditionFailure("\(trader) does not trade") }
    return AccountID(UInt32(Owner.Reserved.allCases.count + place))
  }
}

// MARK: - What happens

extension FraudWorld {
  private mutating func live() throws {
    for (trader, usdc) in zip(Self.traders, [1_000, 100_000, 100_000] as [UInt64]) {
      let address = Self.key(trader).address
      chain.submit(.deposit(DepositCall(beneficiary: address, amount: usdc * 1_000_000)), from: address)
    }
    chain.mine(at: Self.startMs + 500)
    try seal(at: 100_000, readingUpTo: UInt64(Self.traders.count)) { _ in [] }
    try seal(at: 100_000) { world in
      [
        world.order("bob", .sell, lots: 10_000, at: 100_000), world.order("alice", .buy, lots: 4_000, at: 100_000),
        world.order("carol", .buy, lots: 3_000, at: 100_000),
      ]
    }
    try seal(at: 99_500) { world in [world.order("bob", .buy, lots: 20_000, at: 97_800)] + world.noise() }
    try post()
    try seal(at: 97_900) { $0.noise() }
    try seal(at: 98_200) { $0.noise() }
    try post()
    try seal(at: 98_400) { $0.noise() }
    try post()
  }

  /// Seals a block a second after the last one.
  ///
  /// - Parameter usdc: the price of a bitcoin.
  private mutating func seal(
    at usdc: UInt64, readingUpTo upTo: UInt64? = nil, items: (inout FraudWorld) -> [SignedTransaction]
  ) throws {
    var inputs = BlockInputs()
    inputs.timestampMs = execution.state.clock.timestampMs + 1_000
    let read = execution.state.inbox.read
    inputs.messages = try BoundedList(chain.contracts.inbox.messages(from: read, upTo: upTo ?? read))
    // A lot is a ten-thousandth of a bitcoin, so a USDC is a hundred atoms a lot.
    guard let price = Price(atomsPerLot: usdc * 100) else { preconditionFailure("a bitcoin is not for nothing") }
    inputs.reports = try BoundedList(
      publishers.reports(
        of: [MarketPrice(market: MarketID(0), price: price)], after: execution.state, at: inputs.timestampMs))
    inputs.items = try BoundedList(items(&self).map { try ByteList($0.encoded()) })
    guard let header = execution.execute(KnownInputs(inputs)).header else {
      preconditionFailure("a block ended without a header")
    }
    builder.append(inputs, header)
  }

  private mutating func order(_ trader: String, _ side: Side, lots: UInt64, at usdc: UInt64) -> SignedTransaction {
    nonces[trader, default: 0] += 1
    let order = PlaceOrder(
      market: 0, side: side, timeInForce: .goodTillCancelled, quantity: Quantity(lots: lots), tick: UInt32(usdc * 10))
    let transaction = Transaction(
      owner: OwnerID(Self.account(of: trader).rawValue), nonce: nonces[trader, default: 0], action: .place(order))
    return execution.domain.sign(transaction, with: Self.key(trader).privateKey)
  }

  /// A few small orders of bob's and carol's: which ones, the seed decides.
  private mutating func noise() -> [SignedTransaction] {
    var draws = chance.draws(index: execution.state.clock.blockNumber)
    return (0..<draws.within(3...6)).map { _ in
      let isBuy = draws.below(2) == 0
      return order(
        isBuy ? "bob" : "carol", isBuy ? .buy : .sell, lots: draws.within(10...200), at: draws.within(97_500...99_000))
    }
  }

  /// Posts the blocks since the last batch as one.
  private mutating func post() throws {
    let timeMs = execution.state.clock.timestampMs + 500
    let batch = try builder.finish(expecting: timeMs, rules: rules)
    chain.sidecars.insert(batch.data)
    chain.submit(batch.call(appendingTo: chain.contracts.batchInbox), from: DevnetKeys.sequencer.address)
    chain.mine(at: timeMs)
    builder = BatchBuilder(after: ChainTip(execution), epoch: 0)
  }
}
