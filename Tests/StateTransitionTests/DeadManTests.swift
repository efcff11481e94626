import Ledger
import Matching
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `A dead man's switch` {
  /// User 1 has orders in two markets and a stop; user 2 has one order. User 1's switch fires at `deadlineMs`.
  private func armed(inMs: UInt64 = 5_400) throws -> (exchange: TestExchange, deadlineMs: UInt64) {
    var exchange = try TestExchange.scene()
    try exchange.order(.buy, 10, at: 9_000, by: 1)
    try exchange.order(.sell, 10, at: 11_000, by: 1)
    try exchange.order(.buy, 10, at: 9_000, in: 1, by: 1)
    try exchange.place(TestExchange.stop(.sell, 10, triggeredAt: 9_500, at: 9_000), by: 1)
    try exchange.order(.buy, 10, at: 9_000, by: 2)
    let deadlineMs = exchange.nowMs + inMs
    try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: deadlineMs)), by: 1)
    let journal = try exchange.block()
    #expect(journal.itemReceipts.allSatisfy { $0.isAccepted })
    #expect(journal.events(.deadManArmed).map(\.clientID) == [UInt128(deadlineMs)])
    #expect(journal.events(.deadManArmed).map(\.account) == [exchange.account(1)])
    return (exchange, deadlineMs)
  }

  @Test func `takes all orders and stops of its account at the deadline, in every market`() throws {
    var (exchange, deadlineMs) = try armed()
    #expect(try exchange.block(atMs: deadlineMs - 1).receipts(of: .timer).isEmpty)
    let journal = try exchange.block(atMs: deadlineMs)
    #expect(journal.deeds == [.deadManFired] + [Event.Kind](repeating: .orderCancelled, count: 4))
    #expect(journal.events(.orderCancelled).allSatisfy { $0.account == exchange.account(1) })
    #expect(journal.events(.deadManFired).map(\.clientID) == [UInt128(deadlineMs)])
    let receipts = journal.receipts(of: .timer)
    #expect(receipts.map(\.index) == [exchange.account(1).rawValue] && receipts.allSatisfy { $0.isAccepted })
    #expect(try exchange.account(at: 1).openOrderCount == 0)
    #expect(try exchange.account(at: 2).openOrderCount == 1)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `fires once`() throws {
    var (exchange, deadlineMs) = try armed()
    _ = try exchange.block(atMs: deadlineMs + 100)
    #expect(try exchange.account(at: 1).deadManMs == 0)
    try exchange.order(.buy, 10, at: 9_000, by: 1)
    #expect(try exchange.block(at: 1_000_000).deeds == [.orderRested])
    #expect(try exchange.block(atMs: deadlineMs + 100_000).receipts(of: .timer).isEmpty)
    #expect(try exchange.account(at: 1).openOrderCount == 1)
  }

  @Test func `that is armed anew waits for the new deadline, sooner or later`() throws {
    for shiftMs in [-700, 30_000] as [Int64] {
      var (exchange, deadlineMs) = try armed()
      let newMs = UInt64(Int64(deadlineMs) + shiftMs)
      try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: newMs)), by: 1)
      try exchange.block()
      #expect(try exchange.execution.state.violation() == nil)
      #expect(try exchange.block(atMs: newMs - 1).events(.deadManFired).isEmpty)
      #expect(try exchange.block(atMs: newMs).events(.deadManFired).count == 1)
    }
  }

  @Test func `that is taken off does not fire, and taking it off twice is nothing`() throws {
    var (exchange, deadlineMs) = try armed()
    for _ in 0..<2 { try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: 0)), by: 1) }
    let journal = try exchange.block()
    #expect(journal.itemReceipts.allSatisfy { $0.isAccepted })
    #expect(journal.events(.deadManArmed).map(\.clientID) == [0, 0])
    #expect(try exchange.block(atMs: deadlineMs + 1).receipts(of: .timer).isEmpty)
    #expect(try exchange.account(at: 1).openOrderCount == 4)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `of an account without orders says that it fired`() throws {
    var exchange = try TestExchange.scene()
    try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: exchange.nextMs + 1)), by: 1)
    try exchange.block()
    #expect(try exchange.block().deeds == [.deadManFired])
  }

  @Test func `of the same second as another's fires at its own millisecond`() throws {
    var exchange = try TestExchange.scene()
    let secondMs = exchange.nowMs + 10_000
    for (user, atMs) in [(1, secondMs + 900), (2, secondMs + 300), (3, secondMs + 300)] {
      try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: atMs)), by: user)
    }
    try exchange.block()
    #expect(try exchange.block(atMs: secondMs + 299).events(.deadManFired).isEmpty)
    let journal = try exchange.block(atMs: secondMs + 300)
    #expect(journal.events(.deadManFired).map(\.account) == [exchange.account(2), exchange.account(3)])
    #expect(try exchange.block(atMs: secondMs + 900).events(.deadManFired).map(\.account) == [exchange.account(1)])
  }

  @Test func `may lie years away`() throws {
    var exchange = try TestExchange.scene()
    let deadlineMs = exchange.nowMs + 2_000 * 86_400_000
    try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: deadlineMs)), by: 1)
    try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: .max)), by: 2)
    try exchange.block()
    #expect(try exchange.block(atMs: deadlineMs - 1).events(.deadManFired).isEmpty)
    #expect(try exchange.block(atMs: deadlineMs).events(.deadManFired).map(\.account) == [exchange.account(1)])
    #expect(try exchange.execution.state.violation() == nil)
  }

  /// Isolated accounts of market 1 and 0, in this order behind the cross bucket.
  @Test func `takes the orders of isolated accounts too, and those of nobody else`() throws {
    var (exchange, deadlineMs) = try armed()
    let isolated = try [exchange.isolate(1, of: 3), exchange.isolate(0, of: 3)]
    var stop = TestExchange.stop(.sell, 10, triggeredAt: 9_500, at: 9_000)
    for market in [0, 0, 1] as [UInt16] {
      stop.market = market
      try exchange.place(stop, by: 3)
    }
    try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: deadlineMs - 50)), by: 3)
    try exchange.block()
    #expect(try isolated.map { try exchange.execution.state.accounts.read($0.index).openOrderCount } == [1, 2])
    let journal = try exchange.block(atMs: deadlineMs - 50)
    #expect(journal.events(.deadManFired).map(\.account) == [exchange.account(3)])
    #expect(Set(journal.events(.orderCancelled).map(\.account)) == Set(isolated))
    #expect(journal.events(.orderCancelled).count == 3)
    #expect(try isolated.map { try exchange.execution.state.accounts.read($0.index).openOrderCount } == [0, 0])
    #expect(try exchange.account(at: 1).openOrderCount == 4)
    #expect(try exchange.execution.state.violation() == nil)
  }
}

extension TestExchange {
  /// Gives `market` of a user's cross bucket an isolated account, without collateral.
  fileprivate mutating func isolate(_ market: UInt32, of user: Int) throws -> AccountID {
    let place = account(user).index
    var cross = try execution.state.accounts.read(place)
    var isolated = Account()
    isolated.owner = owner(user)
    isolated.isolatedMarket = Link(UInt64(market))
    isolated.crossAccount = account(user)
    isolated.nextIsolated = cross.nextIsolated
    let id = AccountID(UInt32(try execution.state.accounts.append(isolated)))
    cross.nextIsolated = Link(id.index)
    try execution.state.accounts.write(cross, at: place)
    return id
  }
}
