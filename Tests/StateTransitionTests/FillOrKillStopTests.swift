import Ledger
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `A stop that is filled as a whole or not at all` {
  /// User 0 is long 900 lots, and sells them at 0.964 or better once the mark is 0.97; user 2 bids.
  private func released(
    band: UInt32 = 0, bids: [(lots: UInt64, tick: UInt32)], _ prepare: (inout TestExchange) throws -> Void = { _ in }
  ) throws -> (exchange: TestExchange, journal: Journal, stop: OrderID) {
    var exchange = try TestExchange.leveraged()
    for bid in bids { try exchange.order(.buy, bid.lots, at: bid.tick, by: 2) }
    try prepare(&exchange)
    var stop = TestExchange.stop(.sell, 900, triggeredAt: 9_700, at: 9_640, .stop, .fillOrKill)
    stop.band = Rate(partsPerMillion: band)
    let id = try exchange.placed(stop, by: 0)
    let journal = try exchange.block(at: 970_000)
    return (exchange, journal, id)
  }

  /// The stop is gone, nothing was filled, and one receipt says how much there was.
  private func expectKilled(
    _ world: (exchange: TestExchange, journal: Journal, stop: OrderID), fillable: UInt64
  ) throws {
    #expect(world.journal.deeds == [.stopReleased])
    #expect(world.journal.events(.stopReleased).map(\.order) == [world.stop])
    let refusal = Refusal(.fillOrKillUnfilled, limit: 900, found: fillable)
    #expect(world.journal.receipts(of: .stop).map(\.refusal) == [refusal])
    #expect(try world.exchange.lots(of: 0) == 900)
    #expect(try !world.exchange.isThere(world.stop))
    #expect(world.exchange.execution.saved == nil)
    #expect(try world.exchange.execution.state.violation() == nil)
  }

  @Test func `trades at once with all who are needed`() throws {
    let world = try released(bids: [(600, 9_650), (300, 9_640)])
    #expect(world.journal.deeds == [.stopReleased, .filled, .filled])
    #expect(world.journal.trades.map(\.lots) == [600, 300])
    #expect(world.journal.receipts(of: .stop).map(\.refusal) == [nil])
    #expect(try world.exchange.lots(of: 0) == 0)
    #expect(try world.exchange.account(at: 0).openOrderCount == 0)
    #expect(world.exchange.execution.saved == nil)
    #expect(try world.exchange.execution.state.violation() == nil)
  }

  @Test func `is killed where a lot is missing within its limit`() throws {
    let world = try released(bids: [(600, 9_650), (299, 9_640), (900, 9_639)])
    try expectKilled(world, fillable: 899)
    #expect(try world.exchange.book(.buy).map(\.lots) == [600, 299, 900])
    #expect(try world.exchange.account(at: 0).openOrderCount == 0)
  }

  @Test func `is killed where nobody bids`() throws { try expectKilled(try released(bids: []), fillable: 0) }

  @Test func `is killed where a lot is missing within its band`() throws {
    // Half a per cent below 0.97 is 0.96515.
    try expectKilled(try released(band: 5_000, bids: [(899, 9_652), (900, 9_651)]), fillable: 899)
  }

  @Test func `is killed where its own bid is in the way, which stays; only the stop is gone`() throws {
    let world = try released(bids: [(800, 9_650)]) { try $0.order(.buy, 100, at: 9_660, by: 0) }
    try expectKilled(world, fillable: 800)
    #expect(
      try world.exchange.book(.buy) == [
        RestingLots(user: 0, tick: 9_660, lots: 100), RestingLots(user: 2, tick: 9_650, lots: 800),
      ])
    #expect(try world.exchange.account(at: 0).openOrderCount == 1)
  }

  @Test func `leaves the next stop what it did not take`() throws {
    var world = try released(bids: [(899, 9_650)]) {
      try $0.place(TestExchange.stop(.sell, 500, triggeredAt: 9_700, at: 9_640), by: 3)
    }
    // The other stop came first to that trigger: 399 lots were left.
    #expect(world.journal.trades == [UserTrade(taker: 3, maker: 2, at: 965_000, 500)])
    #expect(
      world.journal.receipts(of: .stop).map(\.refusal) == [nil, Refusal(.fillOrKillUnfilled, limit: 900, found: 399)])
    #expect(try world.exchange.block(at: 960_000).receipts(of: .stop).isEmpty)
  }
}
