import Cryptography
import Ledger
import Merkle
import SSZ
import Simulation
import Units

/// Two markets as a devnet has them, and states of them that no block has led to.
enum TestMarkets {
  static let firstOwner = OwnerID(UInt32(Owner.Reserved.allCases.count))
  static let publisherCount = 4
  static let ids = [MarketID(0), MarketID(1)]

  static func rules(_ name: String, _ feed: UInt16, lotDecimals: UInt8) -> MarketRules {
    var rules = MarketRules()
    rules.symbol = Bytes32(Array(name.utf8) + [UInt8](repeating: 0, count: 32 - name.utf8.count))
    rules.lotDecimals = lotDecimals
    rules.tickAtomsPerLot = 10
    rules.orderMinimum = Quantity(lots: 1)
    rules.orderMaximum = Quantity(lots: 1_000_000)
    rules.positionMaximum = Quantity(lots: 10_000_000)
    rules.feed = feed
    rules.tierCount = 1
    rules.tiers[0] = MarginTier(
      upTo: .zero, initial: Rate(partsPerMillion: 20_000), maintenance: Rate(partsPerMillion: 10_000),
      closeOut: Rate(partsPerMillion: 5_000))
    return rules
  }

  static let bitcoin = rules("BTC-PERP", 0, lotDecimals: 4)
  static let ether = rules("ETH-PERP", 1, lotDecimals: 3)

  /// Both markets without a price, and nobody there.
  static func state() throws -> State {
    var genesis = Genesis()
    genesis.timestampMs = 1_000_000
    genesis.parameters.chainID = 901
    genesis.parameters.bridge = Address([UInt8](repeating: 7, count: 20))
    genesis.parameters.publisherCount = UInt8(publisherCount)
    genesis.parameters.quorum = 3
    genesis.parameters.reportAgeLimitMs = 5_000
    genesis.parameters.reportFutureLimitMs = 1_000
    genesis.parameters.confidenceLimit = Rate(partsPerMillion: 1_000)
    genesis.parameters.permissions[0] = 7
    genesis.insurance = .init(atoms: 1_000_000_000_000)
    for (index, key) in PublisherSet.keys(count: publisherCount).enumerated() {
      genesis.parameters.publishers[index] = key.address
    }
    genesis.markets = try BoundedList([bitcoin, ether])
    return try genesis.state()
  }

  /// Both markets with a mark, and everybody's deposit credited.
  static func state(with population: Population, marks: [UInt64] = [6_000_000, 2_500_000]) throws -> State {
    var state = try state()
    for (market, atoms) in marks.enumerated() { try state.set(mark: atoms, of: MarketID(UInt32(market))) }
    for deposit in population.deposits { try state.credit(deposit) }
    return state
  }
}

extension State {
  mutating func set(mark atomsPerLot: UInt64, of id: MarketID) throws {
    var market = try markets.read(id.index)
    market.markAtomsPerLot = atomsPerLot
    market.markTimeMs = clock.timestampMs
    try markets.write(market, at: id.index)
  }

  /// As a bridge's deposit for a new owner does.
  mutating func credit(_ deposit: Deposit) throws {
    var account = Account()
    account.owner = deposit.owner
    account.cash = Notional(atoms: Int128(deposit.amount))
    var owner = Owner()
    owner.address = deposit.address
    owner.firstAccount = AccountID(UInt32(try accounts.append(account)))
    _ = try owners.append(owner)
  }

  /// Gives `account` a position before those it has, and rests its orders without putting them into a queue.
  mutating func give(
    _ account: AccountID, _ size: Int64, cost: Int128, in market: MarketID,
    orders: [(side: Side, tick: UInt32, lots: UInt64)] = []
  ) throws {
    var position = Position()
    position.account = account
    position.market = market
    position.size = SignedQuantity(lots: size)
    position.cost = Notional(atoms: cost)
    for order in orders.reversed() {
      var resting = Order()
      resting.account = account
      resting.side = order.side
      resting.tick = order.tick
      resting.remaining = Quantity(lots: order.lots)
      books[known: Int(market.rawValue)].sequence += 1
      resting.sequence = books[known: Int(market.rawValue)].sequence
      resting.accountNext = position.firstOrder
      position.firstOrder = Link(try books[known: Int(market.rawValue)].orders.append(resting))
      switch order.side {
      case .buy: position.openBuys = position.openBuys.adding(resting.remaining)
      case .sell: position.openSells = position.openSells.adding(resting.remaining)
      }
    }
    var record = try accounts.read(account.index)
    position.next = record.firstPosition
    record.firstPosition = Link(try positions.append(position))
    try accounts.write(record, at: account.index)
  }
}
