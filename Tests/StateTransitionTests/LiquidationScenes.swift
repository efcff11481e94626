import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

/// Worlds in which somebody is liquidated, in the units of `Scenes`.
extension TestExchange {
  /// User 0's gains of shorts carry its losses elsewhere.
  ///
  /// User 0, with 100 USDC, is long 900 in market 0; user 3 is long `others` there. User 1, with 200 USDC, is short against
  /// both, and long 900 in market 1 against user 2. All traded at one USDC.
  static func cornered(insurance: Int128 = 0, others: UInt64 = 97, third: UInt64 = 10_000_000_000) throws -> Self {
    var exchange = try TestExchange(insurance: insurance, tiers: flatTier)
    for (user, atoms) in [100_000_000, 200_000_000, 10_000_000_000, third, 10_000_000_000].enumerated() {
      try exchange.deposit(atoms, by: user)
    }
    try exchange.price(1_000_000, of: 0)
    try exchange.price(1_000_000, of: 1)
    try exchange.block()
    try exchange.trade(900, at: 10_000, from: 1, to: 0)
    if others > 0 { try exchange.trade(others, at: 10_000, from: 1, to: 3) }
    try exchange.trade(900, at: 10_000, in: 1, from: 2, to: 1)
    #expect(try exchange.lots(of: 1) == -900 - Int64(others) && exchange.lots(of: 1, in: 1) == 900)
    #expect(try exchange.block(at: 1_000_000, 1_000_000).turns.isEmpty)
    return exchange
  }

  /// A block in which one user sells to another.
  mutating func trade(_ lots: UInt64, at tick: UInt32, in market: UInt16 = 0, from seller: Int, to buyer: Int) throws {
    try order(.sell, lots, at: tick, in: market, by: seller)
    try order(.buy, lots, at: tick, in: market, by: buyer)
    let journal = try block()
    try #require(journal.events(.filled).map(\.quantity.lots) == [lots])
  }

  /// Carries out a block in which the markets have these prices.
  mutating func block(at first: UInt64, _ second: UInt64) throws -> Journal {
    try price(first, of: 0)
    try price(second, of: 1)
    return try block()
  }

  func isQueued(_ user: Int) throws -> Bool { try account(at: user).isQueued }

  func cash(of user: Int) throws -> Int128 { try account(at: user).cash.atoms }
}

/// A position that changed hands outside the book: whose, to whom, how much and at what price.
struct Handover: Equatable {
  let user: Int
  /// Nil for the insurance.
  let to: Int?
  let lots: UInt64
  let atomsPerLot: UInt64

  init(of user: Int, to other: Int?, _ lots: UInt64, at atomsPerLot: UInt64) {
    (self.user, to, self.lots, self.atomsPerLot) = (user, other, lots, atomsPerLot)
  }

  init(_ event: Event) {
    let other = Int(event.counterparty.rawValue) - Int(TestExchange.firstOwner)
    self.init(
      of: Int(event.account.rawValue) - Int(TestExchange.firstOwner), to: other < 0 ? nil : other, event.quantity.lots,
      at: event.atomsPerLot)
  }
}

extension Journal {
  var takeovers: [Handover] { events(.takenOver).map { Handover($0) } }
  var deleveraged: [Handover] { events(.deleveraged).map { Handover($0) } }

  /// Users whose liquidations began, in order.
  var begun: [Int] { users(of: .liquidationBegan) }
  /// Users whose liquidations ended, in order.
  var ended: [Int] { users(of: .liquidationEnded) }

  private func users(of kind: Event.Kind) -> [Int] {
    events(kind).map { Int($0.account.rawValue) - Int(TestExchange.firstOwner) }
  }

  /// Users who had a turn in the liquidation queue that has a receipt, in order.
  var turns: [Int] {
    receipts.filter { $0.source == .liquidation }.map { Int($0.index) - Int(TestExchange.firstOwner) }
  }

  /// Kinds of the events of liquidations, in order.
  var liquidationKinds: [Event.Kind] {
    zip(receipts, events).filter { $0.0.source == .liquidation }.flatMap { $0.1 }.map(\.kind)
  }
}
