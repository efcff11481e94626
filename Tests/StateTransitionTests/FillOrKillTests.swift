import Ledger
import Margin
import Merkle
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `A fill-or-kill order` {
  /// 10 lots at each of three prices, of users 1, 2 and 3.
  private func exchange() throws -> TestExchange {
    var exchange = try TestExchange.scene()
    for user in 1...3 { try exchange.order(.sell, 10, at: 10_000 + UInt32(user), by: user) }
    for user in 1...3 { try exchange.order(.buy, 10, at: 10_000 - UInt32(user), by: user) }
    try exchange.block()
    return exchange
  }

  private static func order(_ side: Side, _ lots: UInt64, at tick: UInt32) -> PlaceOrder {
    PlaceOrder(market: 0, side: side, timeInForce: .fillOrKill, quantity: Quantity(lots: lots), tick: tick)
  }

  @Test(arguments: [(Side.buy, 10_003), (.sell, 9_997)] as [(Side, UInt32)])
  func `fills as a whole`(side: Side, tick: UInt32) throws {
    var exchange = try exchange()
    try exchange.submit(.place(Self.order(side, 25, at: tick)), by: 4)
    let journal = try exchange.block()
    #expect(journal.kinds == [.filled, .filled, .filled])
    #expect(journal.trades.map(\.lots) == [10, 10, 5])
    #expect(journal.itemReceipts.last?.isAccepted == true)
    #expect(exchange.execution.saved == nil)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test(
    arguments: [
      (Side.buy, 31, 10_003, 30), (.buy, 11, 10_001, 10), (.buy, 1, 10_000, 0), (.sell, 31, 9_997, 30),
      (.sell, 21, 9_998, 20), (.sell, 1, 10_000, 0),
    ] as [(Side, UInt64, UInt32, UInt64)])
  func `is refused where the levels that it crosses hold too little`(
    side: Side, lots: UInt64, tick: UInt32, fillable: UInt64
  ) throws {
    var exchange = try exchange()
    let refusal = try exchange.refusal(of: .place(Self.order(side, lots, at: tick)), by: 4)
    #expect(refusal == Refusal(.fillOrKillUnfilled, limit: lots, found: fillable))
  }

  @Test func `looks at one level a step, and at none behind the one that is enough`() throws {
    var exchange = try exchange()
    try exchange.submit(.place(Self.order(.buy, 20, at: 10_003)), by: 4)
    let (journal, frames) = try exchange.steppedBlock()
    #expect(journal.trades.map(\.lots) == [10, 10])
    #expect(frames.filter { $0 == .sumLevels }.count == 2)
  }

  @Test(arguments: [SelfTrade.expireMaker, .expireTaker, .expireBoth, .reduceBoth])
  func `puts everything back where its own resting order is in the way`(mode: SelfTrade) throws {
    var exchange = try exchange()
    var order = Self.order(.buy, 25, at: 10_003)
    order.selfTrade = mode
    // Of its own 10 lots in the middle none can be filled. Reduced is not filled either.
    let filled = mode == .expireMaker ? 20 : 10
    #expect(
      try exchange.refusal(of: .place(order), by: 2) == Refusal(.fillOrKillUnfilled, limit: 25, found: filled))
    #expect(try exchange.book(.sell).map(\.lots) == [10, 10, 10])
  }

  @Test func `puts everything back where its own margin ends`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 100, at: 10_000, by: 1)
    try exchange.order(.sell, 500, at: 12_000, by: 2)
    try exchange.block()
    #expect(
      try exchange.refusal(of: .place(Self.order(.buy, 600, at: 12_000)), by: 0)
        == Refusal(.fillOrKillUnfilled, limit: 600, found: 100))
    #expect(try exchange.lots(of: 0) == 0 && exchange.lots(of: 1) == 0)
  }

  @Test func `puts everything back where makers cannot afford their orders any more`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 500, at: 10_000, by: 1)
    try exchange.order(.buy, 500, at: 10_000, by: 0)
    try exchange.block()
    try exchange.order(.buy, 500, at: 9_950, by: 0)
    try exchange.order(.buy, 500, at: 9_940, by: 2)
    try exchange.block()
    _ = try exchange.block(at: 950_000)
    // User 0's order would be cancelled, and 500 lots of user 2's are not enough.
    #expect(
      try exchange.refusal(of: .place(Self.order(.sell, 600, at: 9_940)), by: 3)
        == Refusal(.fillOrKillUnfilled, limit: 600, found: 500))
    #expect(try exchange.book(.buy).map(\.user) == [0, 2])
  }

  @Test func `that only reduces fills no more than the position`() throws {
    var exchange = try exchange()
    try exchange.order(.buy, 5, at: 10_001, by: 4)
    try exchange.block()
    var order = Self.order(.sell, 6, at: 9_999)
    order.isReduceOnly = true
    #expect(
      try exchange.refusal(of: .place(order), by: 4) == Refusal(.fillOrKillUnfilled, limit: 6, found: 5))
    order.quantity = Quantity(lots: 5)
    try exchange.submit(.place(order), by: 4)
    #expect(try exchange.block().trades.map(\.lots) == [5])
    #expect(try exchange.lots(of: 4) == 0)
  }

  @Test(arguments: Seeds.all)
  func `does what an immediate one does, or nothing`(seed: UInt64) throws {
    var exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: seed)
    var traders = RandomTraders()
    var (filled, refused) = (0, 0)
    for _ in 0..<60 {
      try traders.submit(to: &exchange)
      traders.remember(try exchange.block())
      var (immediate, all) = (exchange, exchange)
      let user = Int.random(in: 0..<8, using: &exchange.random)
      let side: Side = Bool.random(using: &exchange.random) ? .buy : .sell
      let lots = UInt64.random(in: 1...400, using: &exchange.random)
      let tick: UInt32 = side == .buy ? 20_000 : 1
      try immediate.order(side, lots, at: tick, .immediateOrCancel, by: user)
      try all.order(side, lots, at: tick, .fillOrKill, by: user)
      let (expected, journal) = (try immediate.block(), try all.block())
      guard journal.itemReceipts.last?.isAccepted == true else {
        refused += 1
        #expect(journal.events.last?.isEmpty == true)
        continue
      }
      filled += 1
      #expect(expected.events(.remainderCancelled).isEmpty, "seed \(seed)")
      #expect(all.execution.stateRoot == immediate.execution.stateRoot, "seed \(seed)")
    }
    #expect(filled > 0 && refused > 0, "seed \(seed)")
  }
}
