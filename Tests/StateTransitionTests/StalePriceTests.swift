import Ledger
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `A price that grew old` {
  /// User 0 is long 900 lots, and nobody has said a price for seven seconds.
  private func stale(price: UInt64 = 1_000_000) throws -> TestExchange {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 2_000, at: 9_000, by: 2)
    _ = try exchange.block(at: price)
    try exchange.wait(blocks: 6)
    return exchange
  }

  private func reason(_ exchange: inout TestExchange) throws -> Refusal.Reason? {
    let journal = try exchange.block()
    #expect(try exchange.execution.state.violation() == nil)
    return try #require(journal.itemReceipts.last).refusal?.reason
  }

  @Test(arguments: [(limitMs: 5_010, isStale: false), (limitMs: 5_009, isStale: true)])
  func `is old one millisecond after the limit`(row: (limitMs: UInt64, isStale: Bool)) throws {
    var exchange = try TestExchange.leveraged()
    exchange.execution.state.parameters.reportAgeLimitMs = row.limitMs
    _ = try exchange.block(at: 1_000_000)
    try exchange.wait(blocks: 4)
    // Published 10 ms before its block, which was five blocks ago.
    try exchange.order(.buy, 1, at: 9_000, by: 3)
    #expect(try reason(&exchange) == (row.isStale ? .priceStale : nil))
  }

  @Test func `keeps everybody from opening and enlarging`() throws {
    var exchange = try stale()
    try exchange.order(.buy, 1, at: 9_000, by: 3)
    #expect(try reason(&exchange) == .priceStale)
    try exchange.order(.buy, 1, at: 9_000, by: 0)
    #expect(try reason(&exchange) == .priceStale)
    try exchange.order(.sell, 1, at: 9_000, .immediateOrCancel, by: 1)
    #expect(try reason(&exchange) == .priceStale)
  }

  @Test func `keeps nobody from reducing or from cancelling`() throws {
    var exchange = try stale()
    try exchange.order(.sell, 900, at: 12_000, by: 0)
    let rested = try #require(try exchange.block().events(.orderRested).first)
    try exchange.submit(.cancel(CancelOrder(market: 0, order: rested.order)), by: 0)
    #expect(try reason(&exchange) == nil)
    try exchange.order(.sell, 100, at: 9_000, by: 0)
    #expect(try exchange.block().trades == [UserTrade(taker: 0, maker: 2, at: 900_000, 100)])
    #expect(try exchange.lots(of: 0) == 800)
  }

  @Test func `keeps a position from being turned into its opposite`() throws {
    var exchange = try stale()
    try exchange.order(.sell, 901, at: 9_000, .immediateOrCancel, by: 0)
    #expect(try reason(&exchange) == .priceStale)
    #expect(try exchange.lots(of: 0) == 900)
    try exchange.order(.sell, 900, at: 12_000, by: 0)
    #expect(try reason(&exchange) == nil)
    try exchange.order(.sell, 1, at: 12_000, by: 0)
    #expect(try reason(&exchange) == .priceStale)
  }

  @Test func `keeps an account without position from opening one against its own resting order`() throws {
    var exchange = try stale()
    // User 2 has a bid for 2,000 and no position: a sale of as much does not enlarge its worst case, but opens a short.
    try exchange.order(.sell, 500, at: 9_500, .immediateOrCancel, by: 2)
    #expect(try reason(&exchange) == .priceStale)
  }

  @Test func `keeps accounts from being liquidated further, until there is a new one`() throws {
    var exchange = try TestExchange.leveraged()
    exchange.execution.state.parameters.ladder.retryMs = 4_500
    #expect(try exchange.block(at: 930_000).begun == [0])
    try exchange.order(.buy, 900, at: 9_300, by: 2)
    // Due at the fifth of these, at which the price is 5.01 seconds old.
    for _ in 0..<8 { #expect(try exchange.block().turns.isEmpty) }
    #expect(try exchange.isQueued(0) && exchange.execution.state.violation() == nil)
    #expect(try exchange.block(at: 930_000).liquidationKinds == [.filled, .liquidationEnded])
  }

  @Test func `of one market keeps accounts from being liquidated that hold a position there`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.sell, 50, at: 10_000, in: 1, by: 1)
    try exchange.order(.buy, 50, at: 10_000, in: 1, by: 0)
    try exchange.block()
    try exchange.wait(blocks: 6)
    try exchange.price(900_000, of: 0)
    #expect(try exchange.block().begun.isEmpty)
    // It is known, and keeps its place.
    #expect(try exchange.isQueued(0) && exchange.execution.state.violation() == nil)
    try exchange.price(900_000, of: 0)
    try exchange.price(1_000_000, of: 1)
    #expect(try exchange.block().begun == [0])
  }

  @Test func `is not replaced by fewer publishers than a quorum`() throws {
    var exchange = try stale()
    try exchange.report(2_000_000, of: 0, by: 0)
    try exchange.block()
    #expect(try exchange.execution.state.markets.read(0).markAtomsPerLot == 1_000_000)
    try exchange.report(2_000_000, of: 0, by: 1)
    try exchange.block()
    #expect(try exchange.execution.state.markets.read(0).markAtomsPerLot == 2_000_000)
  }
}
