import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Units

/// A sequencer and its L1, both in logical time: blocks are sealed, posted and claimed when a test says so.
struct TestRollup {
  static let rules = DerivationRules(maxFutureMs: 1_000, maxBackdateMs: 600_000)
  static let sequencer = Address([UInt8](repeating: 0xaa, count: 20))

  struct Sealed {
    var inputs: BlockInputs
    var header: BlockHeader
    /// `Execution.root()` after the block.
    var executionRoot: Bytes32
    var before: Execution
  }

  let genesis: State
  var chain: L1Chain
  var execution: Execution
  var blocks: [Sealed] = []
  var random: SplitMix64
  /// The sequencer's term.
  var epoch: UInt64 = 0
  private var nonces = [UInt64](repeating: 0, count: 4)
  private var sequence: UInt64 = 0

  /// - Parameter disputes: of the L1, whose judge takes steps of the rollup's machine.
  init(seed: UInt64 = 1, forced: ForcedRules = ForcedRules(), disputes: DisputeRules = DisputeRules()) throws {
    genesis = try Self.genesisState()
    var (disputes, machine) = (disputes, Machine(genesis: genesis, rules: Self.rules))
    disputes.genesisMachineRoot = machine.root()
    execution = Execution(state: genesis)
    random = SplitMix64(seed: seed)
    let balances = ([Self.sequencer] + (0..<4).map { Self.key($0).address }).map {
      L1Genesis.Balance($0, atoms: 1_000_000_000_000)
    }
    chain = L1Chain(
      genesis: try L1Genesis(
        timestampMs: 1_000_000, sequencer: Self.sequencer, minimumBondAtoms: 100, vaultAtoms: 1_000_000,
        forced: forced, balances: balances, disputes: disputes, bridge: BridgeRules(withdrawalDelayBlocks: 1)),
      judge: MachineJudge(rules: Self.rules))
  }

  static func key(_ user: Int) -> PrivateKey {
    guard let key = PrivateKey(SHA256.hash([UInt8(user)])) else { preconditionFailure("a hash is hardly no key") }
    return key
  }

  private static func genesisState() throws -> State {
    var genesis = Genesis()
    genesis.timestampMs = 1_000_000
    genesis.parameters.chainID = 901
    genesis.parameters.publisherCount = 1
    genesis.parameters.publishers[0] = key(9).address
    genesis.parameters.quorum = 1
    genesis.parameters.reportAgeLimitMs = 60_000
    genesis.parameters.reportFutureLimitMs = 1_000
    genesis.parameters.confidenceLimit = Rate(partsPerMillion: 50_000)
    genesis.parameters.permissions[0] = 7
    genesis.markets = try BoundedList([market()])
    genesis.insurance = Notional(atoms: 1_000_000)
    return try genesis.state()
  }

  static func market(feed: UInt16 = 0) -> MarketRules {
    var rules = MarketRules()
    rules.feed = feed
    rules.lotDecimals = 2
    rules.tickAtomsPerLot = 100
    rules.orderMinimum = Quantity(lots: 1)
    rules.orderMaximum = Quantity(lots: 1_000_000)
    rules.positionMaximum = Quantity(lots: 10_000_000)
    rules.tierCount = 1
    rules.tiers[0] = MarginTier(
      upTo: .zero, initial: Rate(partsPerMillion: 50_000), maintenance: Rate(partsPerMillion: 25_000),
      closeOut: Rate(partsPerMillion: 10_000))
    return rules
  }
}

// MARK: - Blocks

extension TestRollup {
  /// Carries out and keeps a block.
  @discardableResult
  mutating func seal(_ inputs: BlockInputs) -> Sealed {
    let before = execution
    guard let header = execution.execute(KnownInputs(inputs)).header else { preconditionFailure("no header") }
    blocks.append(Sealed(inputs: inputs, header: header, executionRoot: execution.root(), before: before))
    return blocks[blocks.count - 1]
  }

  /// A block a second after the last one, with messages up to `inboxUpTo`.
  func emptyInputs(inboxUpTo: UInt64? = nil) throws -> BlockInputs {
    var inputs = BlockInputs()
    inputs.timestampMs = execution.state.clock.timestampMs + 1_000
    inputs.epoch = epoch
    let read = execution.state.inbox.read
    inputs.messages = try BoundedList(chain.contracts.inbox.messages(from: read, upTo: inboxUpTo ?? read))
    return inputs
  }

  /// A block with some of everything: messages, prices, orders, replays and plain noise.
  mutating func randomInputs() throws -> BlockInputs {
    let (read, available) = (execution.state.inbox.read, chain.contracts.inbox.messageCount)
    var inputs = try emptyInputs(inboxUpTo: .random(in: read...available, using: &random))
    let price = UInt64.random(in: 900_000...1_100_000, using: &random)
    inputs.reports = try BoundedList([ByteList(report(price)), ByteList(random.bytes(7))])
    var items: [ByteList<16_384>] = []
    for _ in 0..<Int.random(in: 0..<8, using: &random) { items.append(try ByteList(order())) }
    if let first = items.first { items.append(first) }
    items.append(try ByteList(random.bytes(.random(in: 0..<40, using: &random))))
    inputs.items = try BoundedList(items)
    return inputs
  }

  /// - Parameter price: atoms a lot.
  mutating func report(_ price: UInt64) -> [UInt8] {
    sequence += 1
    var report = PriceReport()
    report.price = price
    report.exponent = -4
    report.publishTimeMs = execution.state.clock.timestampMs
    report.sequence = sequence
    return execution.domain.sign(report, by: 0, with: Self.key(9)).encoded()
  }

  mutating func order() -> [UInt8] {
    let user = Int.random(in: 0..<4, using: &random)
    let side: Side = random.oneIn(2) ? .buy : .sell
    let lots = UInt64.random(in: 1...500, using: &random)
    return order(side, lots, at: .random(in: 9_000...11_000, using: &random), by: user)
  }

  mutating func order(_ side: Side, _ lots: UInt64, at tick: UInt32, by user: Int) -> [UInt8] {
    nonces[user] += 1
    let order = PlaceOrder(
      market: 0, side: side, timeInForce: .goodTillCancelled, quantity: Quantity(lots: lots), tick: tick)
    let transaction = Transaction(owner: OwnerID(UInt32(4 + user)), nonce: nonces[user], action: .place(order))
    return execution.domain.sign(transaction, with: Self.key(user)).encoded()
  }

  /// Takes blocks `number` and later back.
  mutating func rewind(toBefore number: UInt64) {
    guard let index = blocks.firstIndex(where: { $0.header.number == number }) else { return }
    execution = blocks[index].before
    blocks.removeSubrange(index...)
  }
}

// MARK: - The L1

extension TestRollup {
  /// L1 blocks keep up with L2.
  @discardableResult
  mutating func mine() -> MinedBlock {
    chain.mine(at: max(chain.head.block.timestampMs + 1, execution.state.clock.timestampMs + 500))
  }

  mutating func deposit(_ atoms: UInt64, by user: Int) {
    let address = Self.key(user).address
    chain.submit(.deposit(DepositCall(beneficiary: address, amount: atoms)), from: address)
  }

  /// Blocks from `first` on in one batch, as far as they are of one term.
  func batch(from first: UInt64) throws -> PreparedBatch {
    let rest = blocks.drop { $0.header.number < first }
    let sealed = rest.prefix { $0.inputs.epoch == rest.first?.inputs.epoch }
    let parent = sealed[sealed.startIndex].before
    var builder = BatchBuilder(after: ChainTip(parent), epoch: sealed[sealed.startIndex].inputs.epoch)
    for block in sealed { builder.append(block.inputs, block.header) }
    return try builder.finish(expecting: execution.state.clock.timestampMs + 500, rules: Self.rules)
  }

  @discardableResult
  mutating func post(_ batch: PreparedBatch) -> L1Transaction {
    chain.sidecars.insert(batch.data)
    return chain.submit(batch.call(appendingTo: chain.contracts.batchInbox), from: Self.sequencer)
  }

  /// Posts whatever bytes, as if they were a batch.
  mutating func post(_ data: [UInt8], inboxUpTo: UInt64, epoch: UInt64 = 0) {
    chain.sidecars.insert(data)
    let batches = chain.contracts.batchInbox
    let call = PostBatchCall(
      expectedIndex: batches.entryCount, expectedAccumulator: batches.accumulator, data: data, inboxUpTo: inboxUpTo,
      epoch: epoch)
    chain.submit(.postBatch(call), from: Self.sequencer)
  }

  func posted(_ index: Int) throws -> PostedBatch {
    let entry = chain.contracts.batchInbox.entries[index]
    return try PostedBatch(entry, data: chain.sidecars[entry.dataHash] ?? [])
  }

  var machine: Machine { Machine(genesis: genesis, rules: Self.rules) }

  /// Takes the L1's next entry into `machine`.
  func decodeNext(into machine: inout Machine) throws -> DerivationFault? {
    let batch = try posted(Int(machine.derivation.batchCount))
    let messages = chain.contracts.inbox.messages(
      from: machine.execution.state.inbox.read, upTo: batch.entry.inboxUpTo)
    return try machine.decode(batch, messages: messages)
  }
}
