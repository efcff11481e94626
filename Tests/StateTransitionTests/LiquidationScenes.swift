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

  /// As if funding had been charged between blocks: the index of `market`, micro-atoms a lot.
  mutating func moveFunding(to index: Int128, in market: UInt64 = 0) throws {
    var changed = try execution.state.markets.read(market)
    changed.fundingIndex = MicroAtoms(rawValue: index)
    changed.carryGeneration += 1
    try execution.state.markets.write(changed, at: market)
  }

  /// Lets `user` deposit so many lots of an asset at this price, in the next block: haircuts of 20 % and 10 %, conversion at
  /// 5 % below.
  mutating func giveCollateral(_ lots: UInt64, to user: Int, at atomsPerLot: UInt64) throws {
    enableCollateral()
    execution.state.parameters.collateral.conversionDiscount = Rate(partsPerMillion: 50_000)
    setCollateralPrice(atomsPerLot)
    try deposit(lots: lots, by: user)
  }

  /// Carries out a block in which the collateral asset has this price.
  mutating func block(collateralAt atomsPerLot: UInt64) throws -> Journal {
    try price(atomsPerLot, of: CollateralRules.feed)
    return try block()
  }

  /// As if a reserved owner had been founded with so much more.
  mutating func fund(_ owner: Owner.Reserved, _ atoms: Int128) throws {
    var account = try execution.state.accounts.read(owner.account.index)
    account.cash = account.cash.adding(Notional(atoms: atoms))
    try execution.state.accounts.write(account, at: owner.account.index)
    execution.state.totals.cash = execution.state.totals.cash.adding(Notional(atoms: atoms))
    execution.state.totals.deposited = execution.state.totals.deposited.adding(Notional(atoms: atoms))
  }

  func collateral(of owner: Owner.Reserved) throws -> UInt64 {
    try execution.state.accounts.read(owner.account.index).collateral.lots
  }
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
