import Ledger
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `A batch` {
  private static func batch(_ mode: Batch.Mode, _ operations: [Operation]) throws -> Action {
    var batch = Batch()
    batch.mode = mode
    batch.operations = try BoundedList(operations)
    return .batch(batch)
  }

  private static func place(
    _ side: Side, _ lots: UInt64, at tick: UInt32, _ timeInForce: TimeInForce = .goodTillCancelled,
    name: UInt128 = 0
  ) -> Operation {
    .place(
      PlaceOrder(
        market: 0, side: side, timeInForce: timeInForce, quantity: Quantity(lots: lots), tick: tick, clientID: name))
  }

  private static func amend(_ name: UInt128, _ lots: UInt64, at tick: UInt32) -> Operation {
    var amendment = AmendOrder()
    (amendment.clientID, amendment.quantity, amendment.tick) = (name, Quantity(lots: lots), tick)
    return .amend(amendment)
  }

  private static func cancel(_ name: UInt128) -> Operation { .cancel(CancelOrder(market: 0, clientID: name)) }

  /// Users 2 and 3 sell 10 lots each.
  private func exchange() throws -> TestExchange {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_001, by: 2)
    try exchange.order(.sell, 10, at: 10_002, by: 3)
    try exchange.block()
    return exchange
  }

  @Test(arguments: Batch.Mode.allCases)
  func `does one operation after the other, under one receipt`(mode: Batch.Mode) throws {
    var exchange = try exchange()
    try exchange.submit(
      Self.batch(
        mode,
        [
          Self.place(.buy, 15, at: 10_002, name: 1), Self.place(.buy, 5, at: 9_900, name: 2),
          Self.amend(2, 4, at: 9_900), Self.amend(2, 6, at: 9_901), Self.place(.buy, 5, at: 10_002, .fillOrKill),
          Self.cancel(2),
        ]), by: 1)
    let (journal, frames) = try exchange.steppedBlock()
    #expect(
      journal.kinds == [
        .filled, .filled, .orderRested, .orderAmended, .orderAmended, .orderRested, .filled, .orderCancelled,
      ])
    #expect(journal.itemReceipts.map(\.status) == [0])
    #expect(journal.trades.map(\.lots) == [10, 5, 5])
    #expect(frames.filter { $0 == .batch }.count == 6)
    #expect(exchange.execution.saved == nil)
    #expect(try exchange.account(at: 1).openOrderCount == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `that may skip goes on behind what is refused, and tells of it`() throws {
    var exchange = try exchange()
    try exchange.submit(
      Self.batch(
        .skip,
        [
          Self.cancel(5), Self.place(.buy, 5, at: 9_900, name: 1), Self.place(.buy, 21, at: 10_002, .fillOrKill),
          Self.place(.buy, 5, at: 10_001, .postOnly), Self.place(.buy, 1_000_000, at: 10_001), Self.cancel(1),
        ]), by: 1)
    let journal = try exchange.block()
    #expect(
      journal.kinds == [
        .operationRefused, .orderRested, .operationRefused, .operationRefused, .operationRefused, .orderCancelled,
      ])
    let refused = journal.events(.operationRefused)
    #expect(refused.map(\.order.rawValue) == [0, 2, 3, 4])
    #expect(
      refused.map { Refusal.Reason(rawValue: UInt16($0.code)) } == [
        .unknownOrder, .fillOrKillUnfilled, .postOnlyWouldTrade, .insufficientMargin,
      ])
    #expect(refused.allSatisfy { $0.account == exchange.account(1) })
    #expect(journal.itemReceipts.map(\.status) == [0])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `that may skip puts back an all-or-nothing order alone`() throws {
    var exchange = try exchange()
    var killed = PlaceOrder(
      market: 0, side: .buy, timeInForce: .fillOrKill, quantity: Quantity(lots: 25), tick: 10_003)
    killed.selfTrade = .expireTaker
    // Enough by the levels, but its own lots at 10,003 are among them.
    try exchange.submit(
      Self.batch(.skip, [Self.place(.sell, 10, at: 10_003), .place(killed), Self.place(.buy, 5, at: 10_001)]), by: 1)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderRested, .operationRefused, .filled])
    #expect(journal.trades == [UserTrade(taker: 1, maker: 2, at: 1_000_100, 5)])
    #expect(try exchange.book(.sell).map(\.lots) == [5, 10, 10])
    #expect(exchange.execution.saved == nil)
    #expect(try exchange.execution.state.violation() == nil)
  }

  static let failing: [(Operation, Refusal.Reason)] = [
    (cancel(9), .unknownOrder), (place(.buy, 0, at: 9_900), .quantityBelowMinimum),
    (place(.buy, 1, at: 10_002, .postOnly), .postOnlyWouldTrade),
    (place(.buy, 999_999, at: 9_900), .insufficientMargin),
    (place(.buy, 25, at: 10_002, .fillOrKill), .fillOrKillUnfilled),
    (amend(9, 1, at: 1), .unknownOrder), (amend(1, 1_000_000, at: 9_902), .insufficientMargin),
  ]

  @Test(arguments: failing.indices)
  func `that is all or nothing is nothing, if one operation is refused`(row: Int) throws {
    let (operation, reason) = Self.failing[row]
    var exchange = try exchange()
    let before = [
      Self.place(.buy, 13, at: 10_002), Self.place(.buy, 2, at: 10_002, .fillOrKill),
      Self.place(.buy, 3, at: 9_900, name: 1),
      Self.place(.sell, 5, at: 9_950, .immediateOrCancel),
    ]
    let refusal = try exchange.refusal(
      of: try Self.batch(.atomic, before + [operation, Self.place(.buy, 1, at: 9_000)]), by: 1)
    #expect(refusal == Refusal(.operationRefused, limit: 4, found: reason.rawValue))
    #expect(exchange.execution.saved == nil && exchange.execution.work == Work())
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `that is all or nothing may hold orders of which something is cancelled`() throws {
    var exchange = try exchange()
    try exchange.submit(
      Self.batch(.atomic, [Self.place(.buy, 25, at: 10_002, .immediateOrCancel), Self.place(.buy, 1, at: 9_000)]),
      by: 1)
    #expect(try exchange.block().kinds == [.filled, .filled, .remainderCancelled, .orderRested])
  }

  @Test func `of nothing is refused`() throws {
    var exchange = try exchange()
    for mode in Batch.Mode.allCases {
      #expect(try exchange.refusal(of: try Self.batch(mode, []), by: 1) == Refusal(.batchEmpty))
    }
  }

  @Test func `may be as long as a list of operations`() throws {
    var exchange = try exchange()
    let operations = (0..<256).map { Self.place(.buy, 1, at: 9_000 + UInt32($0), name: UInt128($0)) }
    try exchange.submit(Self.batch(.atomic, operations), by: 1)
    #expect(try exchange.block().events(.orderRested).count == 256)
    try exchange.submit(Self.batch(.atomic, (0..<256).map { Self.cancel(UInt128($0 + 1)) }), by: 1)
    #expect(try exchange.block().itemReceipts.last?.refusal?.reason == .operationRefused)
    #expect(try exchange.book(.buy).count == 256)
  }

  @Test func `trades for isolated accounts and for the cross bucket, each in its market`() throws {
    var exchange = try exchange()
    try exchange.submit(TestExchange.isolate(1, with: 1_000_000_000), by: 1)
    try exchange.block()
    let isolated = try exchange.execution.state.tradingAccount(of: exchange.account(1), in: MarketID(1))
    var elsewhere = PlaceOrder(
      market: 1, side: .buy, timeInForce: .goodTillCancelled, quantity: Quantity(lots: 5), tick: 9_900, clientID: 3)
    elsewhere.selfTrade = .expireTaker
    try exchange.submit(
      Self.batch(
        .skip,
        [
          .place(elsewhere), Self.place(.buy, 5, at: 9_900), .cancel(CancelOrder(market: 1, clientID: 3)),
          Self.cancel(3), .place(elsewhere),
        ]), by: 1)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderRested, .orderRested, .orderCancelled, .operationRefused, .orderRested])
    #expect(
      journal.events.last?.map(\.account) == [
        isolated, exchange.account(1), isolated, exchange.account(1), isolated,
      ])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test(arguments: Seeds.all)
  func `that is carried out does what its operations would do one by one`(seed: UInt64) throws {
    var exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: seed)
    var traders = RandomTraders()
    var (whole, nothing) = (0, 0)
    for _ in 0..<40 {
      try traders.submit(to: &exchange)
      traders.remember(try exchange.block())
      let user = Int.random(in: 0..<8, using: &exchange.random)
      let operations = (0..<4).map { _ in Self.random(&exchange.random) }
      var (single, atomic, skipping) = (exchange, exchange, exchange)
      for operation in operations { try single.submit(operation.action, by: user) }
      try atomic.submit(try Self.batch(.atomic, operations), by: user)
      try skipping.submit(try Self.batch(.skip, operations), by: user)
      let (journal, together) = (try single.block(), try atomic.block())
      try skipping.block()
      try Self.forgetNonces(of: user, in: &single, &atomic, &skipping)
      #expect(skipping.execution.stateRoot == single.execution.stateRoot, "seed \(seed)")
      if let index = journal.itemReceipts.firstIndex(where: { !$0.isAccepted }) {
        nothing += 1
        let found = journal.itemReceipts[index].status
        #expect(
          together.itemReceipts.last?.refusal == Refusal(.operationRefused, limit: index, found: found), "seed \(seed)")
      } else {
        whole += 1
        #expect(atomic.execution.stateRoot == single.execution.stateRoot, "seed \(seed)")
      }
      #expect(try atomic.execution.state.violation() == nil, "seed \(seed)")
    }
    #expect(whole > 0 && nothing > 0, "seed \(seed)")
  }

  private static func random(_ random: inout SplitMix64) -> Operation {
    let name = UInt128.random(in: 1...3, using: &random)
    let (lots, tick) = (UInt64.random(in: 1...60, using: &random), UInt32.random(in: 9_980...10_020, using: &random))
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return cancel(name)
    case 1: return amend(name, lots, at: tick)
    default:
      let timeInForce = TimeInForce.allCases.randomElement(using: &random) ?? .postOnly
      return place(Bool.random(using: &random) ? .buy : .sell, lots, at: tick, timeInForce, name: name)
    }
  }

  /// Four transactions use more nonces than one.
  private static func forgetNonces(
    of user: Int, in first: inout TestExchange, _ second: inout TestExchange, _ third: inout TestExchange
  ) throws {
    func forget(_ exchange: inout TestExchange) throws {
      var owner = try exchange.execution.state.owners.read(exchange.owner(user).index)
      owner.nonces = NonceWindow()
      try exchange.execution.state.owners.write(owner, at: exchange.owner(user).index)
    }
    try forget(&first)
    try forget(&second)
    try forget(&third)
  }
}
