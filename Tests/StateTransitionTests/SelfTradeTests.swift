import Ledger
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `An order that meets its own owner's` {
  /// Who trades with whom: an account with itself, or two accounts of one owner.
  enum Scope: CaseIterable, CustomTestStringConvertible {
    case account, owner

    var testDescription: String { self == .account ? "the same account" : "another account of the owner" }
    /// The sub-account of user 1 that rests; sub-account 0 takes.
    var maker: UInt8 { self == .account ? 0 : 1 }
  }

  /// User 1 has two sub-accounts. 10 lots of `scope.maker`, then 5 of user 3 rest at one price.
  private func exchange(_ scope: Scope) throws -> TestExchange {
    var exchange = try TestExchange.scene()
    try exchange.submit(exchange.transfer(5_000_000_000, to: 1, sub: 1), by: 1)
    try exchange.submit(.place(TestExchange.place(.sell, 10)), by: 1, sub: scope.maker)
    try exchange.order(.sell, 5, at: 10_000, by: 3)
    try exchange.block()
    return exchange
  }

  private func journal(
    _ exchange: inout TestExchange, _ mode: SelfTrade, _ scope: Scope, lots: UInt64,
    _ timeInForce: TimeInForce = .goodTillCancelled
  ) throws -> Journal {
    try exchange.order(.buy, lots, at: 10_000, by: 1) {
      $0.selfTrade = mode
      $0.preventsByOwner = scope == .owner
      $0.timeInForce = timeInForce
    }
    let journal = try exchange.block()
    #expect(try exchange.execution.state.violation() == nil)
    return journal
  }

  @Test(arguments: Scope.allCases)
  func `takes the resting one out, and goes on`(scope: Scope) throws {
    var exchange = try exchange(scope)
    let journal = try journal(&exchange, .expireMaker, scope, lots: 8)
    #expect(journal.kinds == [.orderCancelled, .filled, .orderRested])
    #expect(journal.trades == [UserTrade(taker: 1, maker: 3, at: 1_000_000, 5)])
    #expect(try exchange.book(.buy) == [RestingLots(user: 1, tick: 10_000, lots: 3)])
    #expect(try exchange.book(.sell) == [])
  }

  @Test(arguments: Scope.allCases)
  func `ends before it`(scope: Scope) throws {
    var exchange = try exchange(scope)
    let journal = try journal(&exchange, .expireTaker, scope, lots: 8)
    #expect(journal.kinds == [.remainderCancelled])
    #expect(journal.itemReceipts.last?.isAccepted == true)
    #expect(try exchange.book(.sell).map(\.lots) == [10, 5])
    #expect(try exchange.book(.buy) == [])
  }

  @Test(arguments: Scope.allCases)
  func `ends with it`(scope: Scope) throws {
    var exchange = try exchange(scope)
    let journal = try journal(&exchange, .expireBoth, scope, lots: 8)
    #expect(journal.kinds == [.orderCancelled, .remainderCancelled])
    #expect(try exchange.book(.sell) == [RestingLots(user: 3, tick: 10_000, lots: 5)])
  }

  @Test(arguments: Scope.allCases)
  func `shrinks together with it`(scope: Scope) throws {
    var exchange = try exchange(scope)
    var journal = try journal(&exchange, .reduceBoth, scope, lots: 8)
    #expect(journal.kinds == [.orderReduced])
    #expect(journal.events(.orderReduced).map(\.quantity.lots) == [8])
    #expect(journal.events(.orderReduced).map(\.counterparty) == [try exchange.account(1, sub: scope.maker)])
    #expect(try exchange.book(.sell).map(\.lots) == [2, 5])
    #expect(try exchange.book(.buy) == [])

    journal = try self.journal(&exchange, .reduceBoth, scope, lots: 8)
    #expect(journal.kinds == [.orderReduced, .filled, .orderRested])
    #expect(try exchange.book(.buy) == [RestingLots(user: 1, tick: 10_000, lots: 1)])
    let maker = try exchange.account(1, sub: scope.maker)
    #expect(try exchange.execution.state.accounts.read(maker.index).openOrderCount == (scope == .account ? 1 : 0))
    #expect(try exchange.lots(of: 1) == 5)
    if scope == .owner { #expect(try exchange.position(of: maker) == nil) }
  }

  @Test func `but of another account trades with it, if only the account counts`() throws {
    for mode in [SelfTrade.expireMaker, .expireTaker, .expireBoth, .reduceBoth] {
      var exchange = try exchange(.owner)
      try exchange.order(.buy, 8, at: 10_000, by: 1) { $0.selfTrade = mode }
      let fills = try exchange.block().events(.filled)
      #expect(try fills.map(\.counterparty) == [exchange.account(1, sub: 1)])
      #expect(fills.map(\.quantity.lots) == [8])
    }
  }

  @Test func `obeys the newer one's mode, whatever the resting one said`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_000, by: 1) { $0.selfTrade = .expireTaker }
    try exchange.order(.buy, 10, at: 10_000, by: 1) { $0.selfTrade = .expireMaker }
    #expect(try exchange.block().kinds == [.orderRested, .orderCancelled, .orderRested])
  }

  @Test func `and by the owner spares all others`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_000, by: 2)
    try exchange.order(.buy, 10, at: 10_000, by: 1) { $0.preventsByOwner = true }
    #expect(try exchange.block().trades.count == 1)
  }
}
