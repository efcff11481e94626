import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `The liquidation queue` {
  /// User 0 was found below maintenance, and waits for a buyer for so long.
  private func waiting(retryMs: UInt64) throws -> TestExchange {
    var exchange = try TestExchange.leveraged()
    exchange.execution.state.parameters.ladder.retryMs = retryMs
    let journal = try exchange.block(at: 930_000)
    #expect(journal.liquidationKinds == [.liquidationBegan, .liquidationPaused])
    #expect(journal.events(.liquidationPaused).map(\.code) == [UInt32(retryMs)])
    return exchange
  }

  /// Blocks are a second apart; a buyer comes in the first of them, behind its LIQUIDATE.
  @Test(arguments: [
    (retryMs: 0, blocks: 2), (retryMs: 1_000, blocks: 2), (retryMs: 2_000, blocks: 2), (retryMs: 2_001, blocks: 3),
    (retryMs: 4_000, blocks: 4), (retryMs: 4_999, blocks: 5),
  ])
  func `looks at an account again in the first block as late as the retry, and not before`(
    row: (retryMs: UInt64, blocks: Int)
  ) throws {
    var exchange = try waiting(retryMs: row.retryMs)
    try exchange.order(.buy, 900, at: 9_300, by: 2)
    for _ in 1..<row.blocks {
      #expect(try exchange.block(at: 930_000).turns.isEmpty)
      #expect(try exchange.isQueued(0) && exchange.execution.state.violation() == nil)
    }
    let journal = try exchange.block(at: 930_000)
    #expect(journal.liquidationKinds == [.filled, .liquidationEnded])
    #expect(try !exchange.isQueued(0))
  }

  @Test(arguments: [(retryMs: 100, isDue: true), (retryMs: 250, isDue: true), (retryMs: 251, isDue: false)])
  func `looks at the exact time, though keys are seconds`(row: (retryMs: UInt64, isDue: Bool)) throws {
    var exchange = try waiting(retryMs: row.retryMs)
    try exchange.order(.buy, 900, at: 9_300, by: 2)
    _ = try exchange.block(atMs: exchange.nowMs + 1)
    #expect(try exchange.block(atMs: exchange.nowMs + 249).turns == (row.isDue ? [0] : []))
    #expect(try exchange.block(atMs: exchange.nowMs + 1).turns == (row.isDue ? [] : [0]))
  }

  @Test func `gives no receipt for a turn in which nothing happened, and begins nothing twice`() throws {
    var exchange = try waiting(retryMs: 0)
    for _ in 0..<3 {
      let journal = try exchange.block(at: 930_000)
      #expect(journal.turns.isEmpty && journal.begun.isEmpty)
      #expect(try exchange.isQueued(0))
    }
    // A buyer of too little to cure is worth a receipt.
    try exchange.order(.buy, 10, at: 9_300, by: 2)
    try exchange.block()
    #expect(try exchange.block(at: 930_000).liquidationKinds == [.filled, .liquidationPaused])
  }

  @Test func `lets an account go that deposits, and finds it again when the price falls on`() throws {
    var exchange = try waiting(retryMs: 0)
    try exchange.deposit(4_850_000, by: 0)
    // 41.85 USDC are just enough.
    let journal = try exchange.block(at: 930_000)
    #expect(journal.liquidationKinds == [.liquidationEnded])
    #expect(journal.events(.liquidationEnded).map(\.amount) == [Notional(atoms: 41_850_000)])
    #expect(try !exchange.isQueued(0))
    #expect(try exchange.execution.state.violation() == nil)
    #expect(try exchange.block(at: 929_900).begun == [0])
  }

  @Test func `lets an account go whose price came back`() throws {
    var exchange = try waiting(retryMs: 0)
    #expect(try exchange.block(at: 940_000).liquidationKinds == [.liquidationEnded])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `lets an account go whose price came back as it is, though buyers stand there and it is below its target`()
    throws
  {
    var exchange = try waiting(retryMs: 0)
    try exchange.order(.buy, 900, at: 9_300, by: 2)
    try exchange.order(.sell, 900, at: 12_000, by: 0)
    try exchange.block()
    // 46 USDC, where 42.3 maintain and 84.6 are the target.
    let journal = try exchange.block(at: 940_000)
    #expect(journal.liquidationKinds == [.liquidationEnded])
    #expect(try exchange.lots(of: 0) == 900)
    #expect(try exchange.book(.sell) == [RestingLots(user: 0, tick: 12_000, lots: 900)])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `keeps an account over many blocks, and takes it over once it falls below close-out`() throws {
    var exchange = try waiting(retryMs: 0)
    exchange.execution.state.parameters.ladder.retryMs = 1_500
    for step in 1...10 as ClosedRange<UInt64> {
      #expect(try exchange.block(at: 930_000 - 2_000 * step).turns.isEmpty)
      #expect(try exchange.isQueued(0) && exchange.execution.state.violation() == nil)
    }
    // 100 − 900 × 0.1 = 10 is less than 2 % of 810.
    _ = try exchange.block(at: 900_000)
    _ = try exchange.block(at: 900_000)
    #expect(try exchange.lots(of: 0) == 0 && !exchange.isQueued(0))
  }

  @Test func `takes back what a waiting account has ordered since, before it goes on`() throws {
    var exchange = try waiting(retryMs: 0)
    // A sale of twice the position turns it at most into its opposite, so it needs no margin.
    try exchange.order(.sell, 1_800, at: 12_000, by: 0)
    try exchange.order(.buy, 200, at: 8_950, by: 2)
    #expect(try exchange.block(at: 930_000).itemReceipts.map(\.isAccepted) == [true, true])
    let journal = try exchange.block(at: 930_000)
    #expect(journal.liquidationKinds == [.orderCancelled, .filled, .liquidationPaused])
    #expect(try exchange.lots(of: 0) == 700 && exchange.account(at: 0).openOrderCount == 0)
    // Else 700 lots and an order to sell 1,800 would allow a bid of 400, which would meet the account's own sale.
    try exchange.order(.buy, 400, at: 9_200, by: 0)
    #expect(try exchange.block(at: 930_000).itemReceipts.first?.refusal?.reason == .insufficientMargin)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `goes by the time at which accounts were found, and by who was found first in a block`() throws {
    var exchange = try TestExchange.scene()
    for (user, atoms) in [(5, 25_300_000), (6, 24_000_000), (7, 20_000_000)] as [(Int, UInt64)] {
      try exchange.deposit(atoms, by: user)
    }
    // Each is long 200 at one USDC, which 10 USDC × the price maintain and 4 USDC × the price keep from being taken over.
    for user in 5...7 { try exchange.trade(200, at: 10_000, from: 1, to: user) }
    #expect(try exchange.block(at: 940_000).begun == [7])
    #expect(try exchange.block(at: 920_000).begun == [6])
    try exchange.order(.buy, 1_000, at: 9_190, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 919_000)
    #expect(journal.turns == [7, 6, 5] && journal.begun == [5])
  }

  @Test func `goes on with the others though the first ones stand at a price too old for liquidation`() throws {
    var exchange = try TestExchange.scene()
    try exchange.trade(850, at: 10_000, from: 1, to: 0)
    try exchange.trade(50, at: 10_000, in: 1, from: 1, to: 0)
    try exchange.deposit(40_000_000, by: 5)
    try exchange.trade(200, at: 10_000, from: 1, to: 5)
    try exchange.wait(blocks: 6)
    try exchange.price(920_000, of: 0)
    // Market 1 has no price any more, so user 0 stays where it is, before all who come later.
    #expect(try exchange.block().begun.isEmpty)
    #expect(try exchange.isQueued(0))
    for price in [900_000, 841_000, 790_000] as [UInt64] {
      try exchange.price(price, of: 0)
      let journal = try exchange.block()
      #expect(journal.begun == (price == 841_000 ? [5] : []))
      #expect(try exchange.execution.state.violation() == nil)
    }
    #expect(try exchange.lots(of: 5) == 0)
    // Then it comes first, of all who are due.
    try exchange.deposit(20_000_000, by: 6)
    try exchange.trade(100, at: 7_900, from: 1, to: 6)
    let journal = try exchange.block(at: 600_000)
    #expect(journal.turns == [0, 6, 0, 6])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `asks for the age of a price only where there is a position`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.order(.buy, 50, at: 9_000, in: 1, by: 0)
    try exchange.block()
    try exchange.wait(blocks: 6)
    try exchange.price(930_000, of: 0)
    #expect(try exchange.block().liquidationKinds == [.liquidationBegan, .orderCancelled, .liquidationPaused])
  }

  @Test func `waits for ever rather than beyond the end of time`() throws {
    var exchange = try TestExchange.leveraged()
    exchange.execution.state.parameters.ladder.retryMs = 1 << 47
    exchange.execution.state.parameters.reportAgeLimitMs = .max
    try exchange.price(930_000, of: 0)
    #expect(try exchange.block(atMs: .max - 1_500).liquidationKinds == [.liquidationBegan, .liquidationPaused])
    #expect(try exchange.block(atMs: .max - 400).turns.isEmpty)
    #expect(try exchange.execution.state.violation() == nil)
  }
}
