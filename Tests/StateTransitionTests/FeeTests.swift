import Ledger
import Margin
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `The fees of a trade` {
  @Test func `are paid by both sides, and shared between the vault and the insurance`() throws {
    var exchange = try TestExchange.scene()
    try exchange.charge(taker: 500, maker: 200, insuranceShare: 300_000)
    try exchange.order(.sell, 10, at: 10_001, by: 1)
    try exchange.order(.buy, 10, at: 10_001, by: 2)
    let journal = try exchange.block()
    // 10.001 USDC: ceil(5000.5), ceil(2000.2), and floor(30 %) of both.
    #expect(journal.kinds == [.orderRested, .filled, .feePaid, .feePaid, .feeShared])
    #expect(journal.events(.feePaid).map(\.account) == [exchange.account(2), exchange.account(1)])
    #expect(journal.events(.feePaid).map(\.amount.atoms) == [5_001, 2_001])
    #expect(journal.events(.feeShared).map(\.amount.atoms) == [2_100])
    #expect(try exchange.cash(of: exchange.account(2)) == 10_000_000_000 - 5_001)
    #expect(try exchange.cash(of: exchange.account(1)) == 10_000_000_000 - 2_001)
    #expect(try exchange.feeVault() == 4_902)
    #expect(try exchange.insurance().cash.atoms == 2_100)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `give a maker its rebate out of what the taker paid`() throws {
    var exchange = try TestExchange.scene()
    try exchange.charge(taker: 500, maker: -200)
    try exchange.order(.sell, 10, at: 10_001, by: 1)
    try exchange.order(.buy, 10, at: 10_001, by: 2)
    let journal = try exchange.block()
    #expect(journal.events(.feePaid).map(\.amount.atoms) == [5_001, -2_000])
    #expect(try exchange.cash(of: exchange.account(1)) == 10_000_000_000 + 2_000)
    #expect(try exchange.feeVault() == 3_001)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `are told of only where there are any`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 10, at: 10_001, by: 1)
    try exchange.order(.buy, 10, at: 10_001, by: 2)
    #expect(try exchange.block().kinds == [.orderRested, .filled])
  }

  @Test func `count in the taker's margin`() throws {
    // 100 USDC carry 1,000 lots at 10 %, and not an atom besides.
    for (taker, expected) in [(0, [Event.Kind.filled]), (1, [.remainderCancelled])] as [(UInt32, [Event.Kind])] {
      var exchange = try TestExchange.scene()
      try exchange.charge(taker: taker, maker: 0)
      try exchange.order(.sell, 1_000, at: 10_000, by: 1)
      try exchange.block()
      try exchange.order(.buy, 1_000, at: 10_000, by: 0)
      #expect(try exchange.block().kinds.first == expected.first)
    }
  }

  @Test func `count in the maker's margin`() throws {
    for (maker, trades) in [(0, 1), (1, 0)] as [(Int64, Int)] {
      var exchange = try TestExchange.scene()
      try exchange.charge(taker: 0, maker: maker)
      try exchange.order(.buy, 1_000, at: 10_000, by: 0)
      try exchange.block()
      try exchange.order(.sell, 1_000, at: 10_000, .immediateOrCancel, by: 1)
      let journal = try exchange.block()
      #expect(journal.trades.count == trades)
      #expect(journal.events(.orderCancelled).map(\.account) == (trades == 0 ? [exchange.account(0)] : []))
    }
  }

  @Test func `are not asked of a liquidated account, and pay no rebate to who takes from it`() throws {
    var exchange = try TestExchange.leveraged()
    try exchange.charge(taker: 500, maker: -200)
    try exchange.order(.buy, 900, at: 9_400, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 930_000)
    #expect(journal.trades.map(\.taker) == [0])
    #expect(journal.events(.feePaid).isEmpty)
    #expect(try exchange.cash(of: exchange.account(2)) == 10_000_000_000)
    #expect(try exchange.feeVault() == 0)
  }

  @Test(arguments: Seeds.all)
  func `move money between accounts, and neither make nor lose any`(seed: UInt64) throws {
    var exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: seed, insurance: 3_000_000)
    try exchange.charge(taker: 777, maker: -333, insuranceShare: 123_456)
    try exchange.changeRules(of: 1) {
      $0.takerFee = Rate(partsPerMillion: 90)
      $0.makerFeePartsPerMillion = 41
    }
    var traders = RandomTraders()
    var (paid, shared) = (Int128(0), Int128(0))
    for _ in 0..<60 {
      try traders.submit(to: &exchange)
      let journal = try exchange.block()
      traders.remember(journal)
      paid += journal.events(.feePaid).reduce(0) { $0 + $1.amount.atoms }
      shared += journal.events(.feeShared).reduce(0) { $0 + $1.amount.atoms }
      #expect(try exchange.feeVault() == paid - shared, "seed \(seed)")
      #expect(journal.imbalance == .zero, "seed \(seed)")
      #expect(try exchange.execution.state.violation() == nil, "seed \(seed)")
    }
    #expect(paid > 0 && shared > 0, "seed \(seed)")
  }
}
