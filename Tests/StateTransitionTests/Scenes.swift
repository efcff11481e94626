import Cryptography
import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

/// Worlds for tests: one tier of 10 % initial, 5 % maintenance and 2 % close-out, lots of one USDC, and users of whom
/// all but the first have ten thousand USDC.
extension TestExchange {
  static let flatTier = [tier(0, 100_000, 50_000, 20_000)]

  static func scene(users: Int = 5, first atoms: UInt64 = 100_000_000, insurance: Int128 = 0) throws -> TestExchange {
    var exchange = try TestExchange(insurance: insurance, tiers: flatTier)
    try exchange.deposit(atoms, by: 0)
    for user in 1..<users { try exchange.deposit(10_000_000_000, by: user) }
    try exchange.price(1_000_000, of: 0)
    try exchange.price(1_000_000, of: 1)
    try exchange.block()
    return exchange
  }

  /// User 0 bought 900 lots of user 1 at one USDC, all that 100 USDC allow but 100.
  static func leveraged(first atoms: UInt64 = 100_000_000, insurance: Int128 = 0) throws -> TestExchange {
    var exchange = try scene(first: atoms, insurance: insurance)
    try exchange.order(.sell, 900, at: 10_000, by: 1)
    try exchange.order(.buy, 900, at: 10_000, by: 0)
    try exchange.block()
    #expect(try exchange.lots(of: 0) == 900)
    return exchange
  }

  /// Carries out a block in which market 0 has this price.
  mutating func block(at atomsPerLot: UInt64) throws -> Journal {
    try price(atomsPerLot, of: 0)
    try price(1_000_000, of: 1)
    return try block()
  }

  /// Lets so many blocks go by without a word of the publishers.
  mutating func wait(blocks: Int) throws { for _ in 0..<blocks { try block() } }

  func account(at user: Int) throws -> Account { try execution.state.accounts.read(account(user).index) }
  func insurance() throws -> Account { try execution.state.accounts.read(Owner.Reserved.insurance.account.index) }

  func position(of account: AccountID, in market: UInt32 = 0) throws -> Position? {
    var link = try execution.state.accounts.read(account.index).firstPosition
    while let index = link.index {
      let position = try execution.state.positions.read(index)
      if position.market == MarketID(market) { return position }
      link = position.next
    }
    return nil
  }

  func lots(of user: Int, in market: UInt32 = 0) throws -> Int64 {
    try position(of: account(user), in: market)?.size.lots ?? 0
  }

  func equity(of user: Int) throws -> Int128 { try execution.state.risk(of: account(user)).equity.rawValue }

  /// Resting orders of one side, best first: whose, at what price, how many lots.
  func book(_ side: Side, in market: Int = 0) throws -> [RestingLots] {
    let book = execution.state.books[known: market]
    var found: [RestingLots] = []
    book[side].levels.forEach(where: { !$0.isZero }) { (tick, chunk) in
      var link = PriceLevel(chunk).head
      while let slot = link.index, let order = try? book.orders.read(slot) {
        found.append(
          RestingLots(
            user: Int(order.account.rawValue) - Int(Self.firstOwner), tick: UInt32(tick), lots: order.remaining.lots))
        link = order.next
      }
    }
    return side == .buy ? found.sorted { $0.tick > $1.tick } : found
  }
}

struct RestingLots: Equatable {
  let user: Int
  let tick: UInt32
  let lots: UInt64

  init(user: Int, tick: UInt32, lots: UInt64) { (self.user, self.tick, self.lots) = (user, tick, lots) }
}

/// A trade, by users.
struct UserTrade: Equatable {
  let taker: Int
  let maker: Int
  let atomsPerLot: UInt64
  let lots: UInt64

  init(taker: Int, maker: Int, at atomsPerLot: UInt64, _ lots: UInt64) {
    (self.taker, self.maker, self.atomsPerLot, self.lots) = (taker, maker, atomsPerLot, lots)
  }
}

extension Journal {
  var trades: [UserTrade] {
    events(.filled).map { event in
      UserTrade(
        taker: Int(event.account.rawValue) - Int(TestExchange.firstOwner),
        maker: Int(event.counterparty.rawValue) - Int(TestExchange.firstOwner), at: event.atomsPerLot,
        event.quantity.lots)
    }
  }

  /// Kinds of all events, in order.
  var kinds: [Event.Kind] { events.flatMap { $0 }.map(\.kind) }
}
