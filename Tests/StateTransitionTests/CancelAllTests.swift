import Ledger
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `Cancelling everything` {
  /// User 1 has three orders and a stop in market 0, two in market 1; user 2 has one in each.
  private func exchange() throws -> TestExchange {
    var exchange = try TestExchange.scene()
    for tick in 9_900...9_902 as ClosedRange<UInt32> { try exchange.order(.buy, 10, at: tick, by: 1) { _ in } }
    try exchange.order(.buy, 10, at: 10_600, by: 1) { $0.triggerTick = 10_500 }
    for tick in 10_100...10_101 as ClosedRange<UInt32> { try exchange.order(.sell, 10, at: tick, in: 1, by: 1) }
    for market in 0...1 as ClosedRange<UInt16> { try exchange.order(.buy, 10, at: 9_000, in: market, by: 2) }
    try exchange.block()
    return exchange
  }

  @Test func `takes the orders and stops of one market out, one a step`() throws {
    var exchange = try exchange()
    try exchange.submit(.cancelAll(CancelAll(market: 0)), by: 1)
    let (journal, frames) = try exchange.steppedBlock()
    #expect(journal.events(.orderCancelled).map(\.atomsPerLot) == [1_060_000, 990_200, 990_100, 990_000])
    #expect(frames.filter { $0 == .cancelOrders }.count == 5)
    #expect(try exchange.book(.buy).map(\.user) == [2] && exchange.book(.sell, in: 1).map(\.user) == [1, 1])
    #expect(try exchange.account(at: 1).openOrderCount == 2)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `or of all markets`() throws {
    var exchange = try exchange()
    try exchange.submit(.cancelAll(CancelAll(market: CancelAll.allMarkets)), by: 1)
    let journal = try exchange.block()
    #expect(journal.events(.orderCancelled).count == 6)
    #expect(journal.itemReceipts.last?.isAccepted == true)
    #expect(try exchange.account(at: 1).openOrderCount == 0 && exchange.account(at: 1).firstPosition == .none)
    #expect(try exchange.account(at: 2).openOrderCount == 2)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `reaches isolated accounts`() throws {
    for (market, count) in [(CancelAll.allMarkets, 5), (1, 1)] as [(UInt16, Int)] {
      var exchange = try exchange()
      try exchange.submit(.cancelAll(CancelAll(market: 1)), by: 1)
      try exchange.submit(TestExchange.isolate(1, with: 1_000_000_000), by: 1)
      try exchange.order(.sell, 10, at: 10_200, in: 1, by: 1)
      let isolated = try #require(try exchange.block().events(.orderRested).last?.account)
      #expect(isolated != exchange.account(1))
      try exchange.submit(.cancelAll(CancelAll(market: market)), by: 1)
      #expect(try exchange.block().events(.orderCancelled).count == count)
      #expect(try exchange.execution.state.accounts.read(isolated.index).openOrderCount == 0)
      #expect(try exchange.execution.state.violation() == nil)
    }
  }

  @Test func `where there is nothing is accepted, and in no market is refused`() throws {
    var exchange = try exchange()
    try exchange.submit(.cancelAll(CancelAll(market: 1)), by: 3)
    try exchange.submit(.cancelAll(CancelAll(market: CancelAll.allMarkets)), by: 3)
    let journal = try exchange.block()
    #expect(journal.itemReceipts.allSatisfy { $0.isAccepted } && journal.kinds.isEmpty)
    #expect(
      try exchange.refusal(of: .cancelAll(CancelAll(market: 2)), by: 1)
        == Refusal(.unknownMarket, limit: 2, found: 2))
  }
}
