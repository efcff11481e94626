import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `An account that comes to be below maintenance` {
  @Test func `by the fall of a price is found, and by its rise`() throws {
    var exchange = try TestExchange.leveraged()
    _ = try exchange.block(at: 1_000_000)
    #expect(try exchange.block(at: 935_673).begun.isEmpty)
    #expect(try exchange.block(at: 935_672).begun == [0])  // 800 / 855
    exchange = try TestExchange.scene()
    try exchange.trade(900, at: 10_000, from: 0, to: 1)
    _ = try exchange.block(at: 1_000_000)
    #expect(try exchange.block(at: 1_058_201).begun.isEmpty)
    #expect(try exchange.block(at: 1_058_202).begun == [0])  // 1,000 / 945
  }

  /// A long of 900 has 55 USDC more than it needs, or 61,111.11 atoms a lot.
  @Test(arguments: [Side.buy, .sell])
  func `by funding alone is found, whichever side pays`(side: Side) throws {
    var exchange = try TestExchange.scene()
    switch side {
    case .buy: try exchange.trade(900, at: 10_000, from: 1, to: 0)
    case .sell: try exchange.trade(900, at: 10_000, from: 0, to: 1)
    }
    let sign: Int128 = side == .buy ? 1 : -1
    for (index, isFound) in [(20_000_000_000, false), (61_111_111_111, false), (61_111_111_112, true)] {
      try exchange.moveFunding(to: sign * Int128(index))
      let journal = try exchange.block()
      #expect(journal.begun == (isFound ? [0] : []), "\(index)")
      #expect(try exchange.execution.state.violation() == nil)
    }
  }

  /// It received 27 USDC of funding, and then took 100 lots more: 127 where 50 are needed, or 77,000 atoms a lot.
  @Test(arguments: [Side.buy, .sell])
  func `by funding that turned is found, whichever side had received it`(side: Side) throws {
    var exchange = try TestExchange.scene()
    let sign: Int128 = side == .buy ? 1 : -1
    for (lots, index) in [(900, -30_000_000_000), (100, -30_000_000_000)] as [(UInt64, Int128)] {
      try exchange.trade(lots, at: 10_000, from: side == .buy ? 1 : 0, to: side == .buy ? 0 : 1)
      try exchange.moveFunding(to: sign * index)
      _ = try exchange.block(at: 1_000_000)
    }
    for (index, isFound) in [(46_999_999_999, false), (47_000_000_000, false), (47_000_000_001, true)] {
      try exchange.moveFunding(to: sign * Int128(index))
      #expect(try exchange.block(at: 1_000_000).begun == (isFound ? [0] : []), "\(index)")
      #expect(try exchange.execution.state.violation() == nil)
    }
  }

  @Test func `by the price of its collateral alone is found`() throws {
    var exchange = try TestExchange.scene(first: 20_000_000)
    try exchange.giveCollateral(100, to: 0, at: 1_000_000)
    try exchange.trade(900, at: 10_000, from: 1, to: 0)
    // 20 USDC and 100 lots at 9 / 10 of their price; 45 are needed.
    for (price, isFound) in [(600_000, false), (277_778, false), (277_777, true)] as [(UInt64, Bool)] {
      let journal = try exchange.block(collateralAt: price)
      #expect(journal.begun == (isFound ? [0] : []), "\(price)")
      #expect(try exchange.execution.state.violation() == nil)
    }
  }

  @Test func `by the sum of several small moves is found, none of which would do it`() throws {
    var exchange = try TestExchange.scene(first: 120_000_000)
    try exchange.giveCollateral(20, to: 0, at: 1_000_000)
    try exchange.trade(450, at: 10_000, from: 1, to: 0)
    try exchange.trade(450, at: 10_000, in: 1, from: 0, to: 1)
    _ = try exchange.block(at: 1_000_000)
    #expect(try exchange.equity(of: 0) == 138_000_000_000_000)
    try exchange.price(600_000, of: CollateralRules.feed)
    try exchange.moveFunding(to: 20_000_000_000)
    let journal = try exchange.block(at: 920_000, 1_080_000)
    // 120 + 10.8 − 9 − 36 − 36 = 49.8, and 20.7 + 24.3 = 45.
    #expect(journal.begun.isEmpty)
    #expect(try exchange.equity(of: 0) == 49_800_000_000_000)
    #expect(try exchange.block(at: 915_000, 1_085_000).begun.isEmpty)  // 45.3, and 45
    #expect(try exchange.block(at: 914_000, 1_085_000).begun == [0])  // 44.85, and 44.9775
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `after it traded is found by what it has since, not by what it had`() throws {
    var exchange = try TestExchange.scene()
    try exchange.trade(100, at: 10_000, from: 1, to: 0)
    _ = try exchange.block(at: 1_000_000)
    try exchange.trade(800, at: 10_000, from: 1, to: 0)
    #expect(try exchange.block(at: 935_672).begun == [0])
    exchange = try TestExchange.leveraged()
    try exchange.trade(800, at: 10_000, from: 0, to: 1)
    #expect(try exchange.block(at: 700_000).begun.isEmpty)
    #expect(try exchange.execution.state.violation() == nil)
  }
}

@Suite struct `An account far from its limit` {
  @Test func `is not looked at, whatever moves`() throws {
    var exchange = try TestExchange.leveraged()
    _ = try exchange.block(at: 1_000_000)
    try exchange.moveFunding(to: 10_000_000_000)
    #expect(try exchange.block(at: 970_000).wakeUpCount == 0)
    try exchange.moveFunding(to: -10_000_000_000)
    #expect(try exchange.block(at: 1_300_000).wakeUpCount == 0)
  }

  @Test func `is looked at once when a bound is passed, and has new bounds then`() throws {
    var exchange = try TestExchange.leveraged()
    _ = try exchange.block(at: 1_000_000)
    // Three quarters of 55 USDC are 4.58 % of 900.
    #expect(try exchange.block(at: 954_168).wakeUpCount == 0)
    #expect(try exchange.block(at: 954_166).wakeUpCount == 1)
    #expect(try exchange.block(at: 954_166).wakeUpCount == 0)
    #expect(try exchange.block(at: 954_100).wakeUpCount == 0)
  }

  @Test func `that waits at the very price is compared with it once`() throws {
    var exchange = try TestExchange.leveraged(first: 96_300_000)
    _ = try exchange.block(at: 1_000_000)
    // At 0.94 nothing is left to lose: it waits for 0.94 and below.
    #expect(try exchange.block(at: 940_000).wakeUpCount == 1)
    #expect(try exchange.block(at: 940_000).wakeUpCount == 0)
    #expect(try exchange.block(at: 940_001).wakeUpCount == 0)
    #expect(try exchange.block(at: 940_000).wakeUpCount == 1)
    #expect(try !exchange.isQueued(0))
    #expect(try exchange.execution.state.violation() == nil)
  }
}
