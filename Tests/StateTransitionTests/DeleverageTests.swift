import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `Deleveraging` {
  /// User 0 trades 300 lots with each of users 1, 2 and 3, at these ticks, in this order.
  private func line(of side: Side, at ticks: [(user: Int, tick: UInt32)]) throws -> TestExchange {
    var exchange = try TestExchange.scene()
    for (user, tick) in ticks {
      switch side {
      case .buy: try exchange.trade(300, at: tick, from: user, to: 0)
      case .sell: try exchange.trade(300, at: tick, from: 0, to: user)
      }
    }
    return exchange
  }

  @Test func `takes shorts in the order of their entry prices, the highest first`() throws {
    var exchange = try line(of: .buy, at: [(1, 10_000), (2, 10_200), (3, 10_100)])
    // Bought at 1.01 on average; at 0.9, 1 of 100 USDC is left: the zero price is 0.9 − 1 / 900.
    let journal = try exchange.block(at: 900_000)
    #expect(
      journal.deleveraged == [
        Handover(of: 0, to: 2, 300, at: 898_889), Handover(of: 0, to: 3, 300, at: 898_889),
        Handover(of: 0, to: 1, 300, at: 898_889),
      ])
    #expect(journal.events(.deleveraged).map(\.side) == [.buy, .buy, .buy])
    #expect(try exchange.account(at: 0) == .emptied(like: exchange.account(at: 0), cash: 100))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes longs in the order of their entry prices, the lowest first`() throws {
    var exchange = try line(of: .sell, at: [(1, 10_000), (2, 9_800), (3, 9_900)])
    // Sold at 0.99 on average; at 1.1, 1 of 100 USDC is left: the zero price is 1.1 + 1 / 900.
    let journal = try exchange.block(at: 1_100_000)
    #expect(
      journal.deleveraged == [
        Handover(of: 0, to: 2, 300, at: 1_101_111), Handover(of: 0, to: 3, 300, at: 1_101_111),
        Handover(of: 0, to: 1, 300, at: 1_101_111),
      ])
    #expect(journal.events(.deleveraged).map(\.side) == [.sell, .sell, .sell])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes who came first, of those with one entry price`() throws {
    var exchange = try line(of: .buy, at: [(3, 10_000), (1, 10_000), (2, 10_000)])
    let journal = try exchange.block(at: 889_000)
    #expect(journal.deleveraged.map(\.to) == [3, 1, 2])
  }

  @Test func `takes no more of the line than the position needs`() throws {
    var exchange = try line(of: .buy, at: [(1, 10_200), (2, 10_100), (3, 10_000)])
    try exchange.trade(450, at: 10_000, from: 0, to: 4)
    // 95.5 USDC and 450 lots bought for 454.5: at 0.79 there is a debt of 3.5.
    let journal = try exchange.block(at: 790_000)
    #expect(journal.deleveraged.map(\.to) == [1, 2])
    #expect(journal.deleveraged.map(\.lots) == [300, 150])
    #expect(try exchange.lots(of: 2) == -150 && exchange.lots(of: 3) == -300)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `goes by the entry price of what is left after a position was turned`() throws {
    var exchange = try line(of: .buy, at: [(1, 10_000), (2, 10_050), (3, 10_100)])
    // User 3 buys its 300 back and 100 more from user 4, and sells 400 to it again, 300 of them as a new short at 0.99.
    _ = try exchange.block(at: 1_000_000)
    try exchange.trade(400, at: 10_000, from: 4, to: 3)
    try exchange.trade(400, at: 9_900, from: 3, to: 4)
    let journal = try exchange.block(at: 850_000)
    #expect(journal.deleveraged.map(\.to) == [2, 1, 3])
  }

  @Test func `finds a position that was turned at its old entry price, behind those that stood there before`() throws {
    var exchange = try TestExchange.scene()
    try exchange.trade(450, at: 10_000, from: 1, to: 0)
    try exchange.trade(100, at: 10_000, from: 4, to: 3)
    _ = try exchange.block(at: 1_000_000)
    try exchange.trade(400, at: 10_000, from: 3, to: 0)
    let journal = try exchange.block(at: 870_000)
    #expect(journal.deleveraged.map(\.to) == [1, 4, 3] && journal.deleveraged.map(\.lots) == [450, 100, 300])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `costs a winner what keeps it at maintenance and no lot more; the rest is closed at the mark`() throws {
    var exchange = try TestExchange.cornered()
    // User 0 owes 80 at the mark of 0.8, so its zero price is 0.888889. User 1 has 200 + 997 × 0.2 − 900 × 0.33 = 102.4. It
    // keeps 102,400,000 − 662 × 88,889 = 43,555,482 where 335 × 0.04 + 603 × 0.05 = 43.55 are needed; a lot more would
    // leave 43,466,593 where 43.51 are.
    let journal = try exchange.block(at: 800_000, 670_000)
    #expect(
      journal.deleveraged.prefix(2) == [
        Handover(of: 0, to: 1, 662, at: 888_889), Handover(of: 0, to: 1, 238, at: 800_000),
      ])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `goes through the line of every market in which the account has a position, each at its own price`() throws
  {
    var exchange = try TestExchange.scene()
    try exchange.trade(450, at: 10_000, from: 1, to: 0)
    try exchange.trade(450, at: 10_000, in: 1, from: 2, to: 0)
    // A debt of 12.5, of which 18 / 39.375 fall on market 0: 0.8 + 5.714286 / 450. Then 6.78545 are left: 0.95 + that / 450.
    let journal = try exchange.block(at: 800_000, 950_000)
    #expect(
      journal.deleveraged == [Handover(of: 0, to: 1, 450, at: 812_699), Handover(of: 0, to: 2, 450, at: 965_079)])
    #expect(journal.events(.deleveraged).map(\.market.rawValue) == [0, 1])
    #expect(try exchange.account(at: 0) == .emptied(like: exchange.account(at: 0), cash: 100))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `passes over who is just at maintenance, and comes back to it at the mark`() throws {
    var exchange = try TestExchange(insurance: 0, tiers: TestExchange.flatTier)
    for (user, atoms) in [100_000_000, 247_150_000, 10_000_000_000, 10_000_000_000].enumerated() {
      try exchange.deposit(UInt64(atoms), by: user)
    }
    _ = try exchange.block(at: 1_000_000)
    try exchange.trade(500, at: 10_000, from: 1, to: 0)
    try exchange.trade(400, at: 10_000, from: 3, to: 0)
    try exchange.trade(900, at: 10_000, in: 1, from: 2, to: 1)
    // User 1 has 247.15 + 100 − 297 = 50.15, 5 % of 400 + 603. A lot at 0.888889 would cost 0.088889 and free 0.04.
    let journal = try exchange.block(at: 800_000, 670_000)
    #expect(
      journal.deleveraged == [Handover(of: 0, to: 3, 400, at: 888_889), Handover(of: 0, to: 1, 500, at: 800_000)])
    #expect(journal.begun == [0])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `spares who is in liquidation itself: what stands against it, the insurance takes at the mark`() throws {
    var exchange = try TestExchange.cornered(others: 0)
    // At 0.8 and 0.62 user 1 has 200 + 180 − 342 = 38, between 25.56 (close-out) and 63.9: it waits for buyers. User 0
    // owes 80.
    let journal = try exchange.block(at: 800_000, 620_000)
    #expect(journal.begun == [0, 1])
    #expect(journal.turns == [0, 1, 0])
    #expect(journal.deleveraged.isEmpty)
    #expect(journal.takeovers == [Handover(of: 0, to: nil, 900, at: 800_000)])
    // 80,000,000 atoms over the 900 lots of user 1.
    #expect(journal.events(.lossSocialised).map(\.amount) == [Notional(atoms: 80_000_000)])
    #expect(try exchange.execution.state.markets.read(0).lossIndex.rawValue == 88_888_888_889)
    #expect(try exchange.isQueued(1) && !exchange.isQueued(0))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `has a turn of its own in the same block, behind who was found before`() throws {
    var exchange = try TestExchange.scene()
    try exchange.deposit(50_000_000, by: 5)
    try exchange.trade(450, at: 10_000, from: 1, to: 0)
    try exchange.trade(450, at: 10_000, from: 1, to: 5)
    // At 0.77: 100 − 103.5, and 50 − 103.5. User 5 would have been at maintenance at 0.9357…, so it is found first.
    let journal = try exchange.block(at: 770_000)
    #expect(journal.turns == [5, 0, 5, 0] && journal.ended == [5, 0])
    #expect(
      journal.deleveraged == [Handover(of: 5, to: 1, 450, at: 888_889), Handover(of: 0, to: 1, 450, at: 777_778)])
  }

  @Test func `has its turn in the same block also behind accounts that wait for a buyer`() throws {
    var exchange = try TestExchange.scene()
    try exchange.deposit(60_000_000, by: 5)
    try exchange.trade(450, at: 10_000, from: 1, to: 0)
    try exchange.trade(450, at: 10_000, in: 1, from: 1, to: 5)
    // User 5 is found below maintenance in market 1 and waits; user 0 falls below close-out in the next block, in which user 5
    // has its turn before it.
    #expect(try exchange.block(at: 1_000_000, 900_000).liquidationKinds == [.liquidationBegan, .liquidationPaused])
    let journal = try exchange.block(at: 780_000, 900_000)
    #expect(journal.turns == [0, 0] && journal.ended == [0])
    #expect(journal.deleveraged == [Handover(of: 0, to: 1, 450, at: 777_778)])
    #expect(try exchange.isQueued(5))
  }
}
