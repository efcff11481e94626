import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import TestSupport
import Units

/// A small exchange, driven block by block: everything in it is valid unless a test spoils it.
struct TestExchange {
  var execution: Execution
  var random: SplitMix64
  private(set) var messages: [InboxMessage] = []
  private(set) var reports: [ByteList<512>] = []
  private(set) var items: [ByteList<16_384>] = []
  private(set) var sequence: UInt64 = 0
  private(set) var nonces: [UInt64] = Array(repeating: 0, count: 1024)
  private(set) var lastInputs = BlockInputs()

  static let firstOwner = UInt32(Owner.Reserved.allCases.count)
  static let blockTimeMs: UInt64 = 1_000

  init(
    seed: UInt64 = 1, insurance: Int128 = 1_000_000_000, publishers: UInt8 = 3, tiers: [MarginTier]? = nil,
    markets: UInt16 = 2
  ) throws {
    random = SplitMix64(seed: seed)
    var genesis = Genesis()
    genesis.timestampMs = 1_000_000
    genesis.parameters = Self.parameters(publishers: publishers)
    genesis.markets = try BoundedList((0..<markets).map { Self.market("MARKET-\($0)", $0, tiers) })
    genesis.insurance = Notional(atoms: insurance)
    execution = Execution(state: try genesis.state())
  }

  static func parameters(publishers: UInt8) -> Parameters {
    var parameters = Parameters()
    parameters.chainID = 901
    parameters.bridge = Address([UInt8](repeating: 7, count: 20))
    parameters.publisherCount = publishers
    for publisher in 0..<Int(publishers) { parameters.publishers[publisher] = publisherKey(publisher).address }
    parameters.quorum = (2 * publishers + 2) / 3
    parameters.reportAgeLimitMs = 5_000
    parameters.reportFutureLimitMs = 1_000
    parameters.confidenceLimit = Rate(partsPerMillion: 50_000)
    parameters.permissions[0] = 7
    parameters.permissions[1] = 2
    return parameters
  }

  /// Lots of 10^-2, ticks of 100 atoms a lot (0.01 USDC), 5 % / 2.5 % / 1 %, then 10 % / 5 % / 2 %.
  static func market(_ name: String, _ feed: UInt16, _ tiers: [MarginTier]?) -> MarketRules {
    var rules = MarketRules()
    var symbol = Array(name.utf8)
    symbol += [UInt8](repeating: 0, count: 32 - symbol.count)
    rules.symbol = Bytes32(symbol)
    rules.lotDecimals = 2
    rules.tickAtomsPerLot = 100
    rules.orderMinimum = Quantity(lots: 1)
    rules.orderMaximum = Quantity(lots: 1_000_000)
    rules.positionMaximum = Quantity(lots: 10_000_000)
    rules.feed = feed
    let tiers = tiers ?? [tier(1_000_000_000, 50_000, 25_000, 10_000), tier(0, 100_000, 50_000, 20_000)]
    rules.tierCount = UInt8(tiers.count)
    for (index, tier) in tiers.enumerated() { rules.tiers[index] = tier }
    return rules
  }

  static func tier(_ upTo: Int128, _ initial: UInt32, _ maintenance: UInt32, _ closeOut: UInt32) -> MarginTier {
    MarginTier(
      upTo: Notional(atoms: upTo), initial: Rate(partsPerMillion: initial),
      maintenance: Rate(partsPerMillion: maintenance), closeOut: Rate(partsPerMillion: closeOut))
  }

  static func key(_ user: Int) -> PrivateKey { key(domain: 1, user) }
  static func publisherKey(_ publisher: Int) -> PrivateKey { key(domain: 2, publisher) }

  private static func key(domain: UInt8, _ index: Int) -> PrivateKey {
    let digest = SHA256.hash([domain, UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8)])
    guard let key = PrivateKey(digest) else { preconditionFailure("a hash is hardly ever no key") }
    return key
  }

  func owner(_ user: Int) -> OwnerID { OwnerID(Self.firstOwner + UInt32(user)) }
  func account(_ user: Int) -> AccountID { AccountID(Self.firstOwner + UInt32(user)) }

  /// Users must deposit for the first time in the order of their numbers.
  mutating func deposit(_ atoms: UInt64, by user: Int) throws {
    let deposit = Deposit(owner: owner(user), address: Self.key(user).address, amount: atoms)
    try message(kind: InboxMessage.deposit, payload: deposit.encoded())
  }

  mutating func message(kind: UInt8, payload: [UInt8], index: UInt64? = nil, l1TimeMs: UInt64 = 0) throws {
    var message = InboxMessage()
    message.index = index ?? execution.state.inbox.read + UInt64(messages.count)
    message.kind = kind
    message.l1TimeMs = l1TimeMs
    message.payload = try ByteList(payload)
    messages.append(message)
  }

  /// All publishers report the same price, in atoms a lot.
  mutating func price(_ atomsPerLot: UInt64, of market: UInt16) throws {
    for publisher in 0..<execution.state.parameters.publisherCount {
      try report(atomsPerLot, of: market, by: publisher)
    }
  }

  mutating func report(_ atomsPerLot: UInt64, of market: UInt16, by publisher: UInt8) throws {
    sequence += 1
    var report = PriceReport()
    report.feed = market
    report.price = atomsPerLot
    report.exponent = -4
    report.publishTimeMs = execution.state.clock.timestampMs + Self.blockTimeMs - 10
    report.sequence = sequence
    let signed = execution.domain.sign(report, by: publisher, with: Self.publisherKey(Int(publisher)))
    try submit(report: signed.encoded())
  }

  mutating func submit(report bytes: [UInt8]) throws { reports.append(try ByteList(bytes)) }
  mutating func submit(item bytes: [UInt8]) throws { items.append(try ByteList(bytes)) }

  mutating func transaction(by user: Int, _ action: Action) -> Transaction {
    nonces[user] += 1
    return Transaction(owner: owner(user), nonce: nonces[user], action: action)
  }

  mutating func submit(_ action: Action, by user: Int) throws {
    let transaction = transaction(by: user, action)
    try submit(item: execution.domain.sign(transaction, with: Self.key(user)).encoded())
  }

  mutating func order(
    _ side: Side, _ lots: UInt64, at tick: UInt32, in market: UInt16 = 0,
    _ timeInForce: TimeInForce = .goodTillCancelled, by user: Int
  ) throws {
    try submit(
      .place(
        PlaceOrder(
          market: market, side: side, timeInForce: timeInForce, quantity: Quantity(lots: lots), tick: tick)),
      by: user)
  }

  /// Carries out a block with what was submitted since the last.
  @discardableResult
  mutating func block() throws -> Journal {
    let inputs = KnownInputs(try takeInputs())
    guard let prover = Self.prover else { return execution.execute(inputs) }
    return try prover.prove(inputs, on: &execution)
  }

  /// Whoever is to prove every step of every block of the task.
  @TaskLocal static var prover: StepProver?

  /// What was submitted since the last block, as the inputs of the next.
  mutating func takeInputs() throws -> BlockInputs {
    var inputs = BlockInputs()
    inputs.timestampMs = execution.state.clock.timestampMs + Self.blockTimeMs
    inputs.messages = try BoundedList(messages)
    inputs.reports = try BoundedList(reports)
    inputs.items = try BoundedList(items)
    (messages, reports, items) = ([], [], [])
    lastInputs = inputs
    return inputs
  }

  /// Users 0 ..< count with `atoms` each, and both markets priced at 100 USDC a unit (1 USDC a lot).
  static func funded(
    users: Int, atoms: UInt64 = 1_000_000_000, seed: UInt64 = 1, insurance: Int128 = 1_000_000_000,
    publishers: UInt8 = 3
  ) throws -> TestExchange {
    var exchange = try TestExchange(seed: seed, insurance: insurance, publishers: publishers)
    for user in 0..<users { try exchange.deposit(atoms, by: user) }
    try exchange.price(1_000_000, of: 0)
    try exchange.price(1_000_000, of: 1)
    try exchange.block()
    return exchange
  }
}

extension Journal {
  /// The receipts of items, in order.
  var itemReceipts: [Receipt] { receipts.filter { $0.source == .item } }

  func events(_ kind: Event.Kind) -> [Event] { events.flatMap { $0 }.filter { $0.kind == kind } }
}
