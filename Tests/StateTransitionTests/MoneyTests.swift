import Cryptography
import Ledger
import Margin
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `A sub-account` {
  @Test func `is opened by the first transfer to it, and the next one after it`() throws {
    var exchange = try TestExchange.scene()
    for sub in [1, 2, 2, 1] as [UInt8] { try exchange.submit(exchange.transfer(1_000, to: 0, sub: sub), by: 0) }
    let journal = try exchange.block()
    #expect(
      journal.kinds == [.subAccountOpened, .transferred, .subAccountOpened, .transferred, .transferred, .transferred])
    #expect(journal.events(.subAccountOpened).map(\.code) == [1, 2])
    #expect(try [0, 1, 2].map { try exchange.cash(of: 0, sub: $0) } == [99_996_000, 2_000, 2_000])
    let owner = try exchange.execution.state.owners.read(exchange.owner(0).index)
    #expect(owner.subAccountCount == 3)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is one of at most 256, each found under its number`() throws {
    var exchange = try TestExchange.scene()
    for sub in 1...255 as ClosedRange<UInt8> {
      try exchange.submit(exchange.transfer(UInt64(sub), to: 0, sub: sub), by: 0)
    }
    #expect(try exchange.block().itemReceipts.allSatisfy { $0.isAccepted })
    for sub in 1...255 as ClosedRange<UInt8> { #expect(try exchange.cash(of: 0, sub: sub) == Int128(sub)) }
    #expect(exchange.execution.state.directories.count == 1)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `trades, gives and withdraws on its own, and nobody else's cash is touched`() throws {
    var exchange = try TestExchange.scene()
    try exchange.submit(exchange.transfer(60_000_000, to: 0, sub: 1), by: 0)
    try exchange.block()
    try exchange.submit(.place(TestExchange.place(.buy, 500)), by: 0, sub: 1)
    try exchange.submit(exchange.transfer(1_000_000, to: 1, sub: 0), by: 0, sub: 1)
    try exchange.submit(TestExchange.withdrawal(9_000_000), by: 0, sub: 1)
    try exchange.submit(TestExchange.withdrawal(1), by: 0, sub: 1)
    let reasons = try exchange.block().itemReceipts.map(\.refusal)
    #expect(reasons == [nil, nil, nil, Refusal(.insufficientMargin, limit: 50_000_000, found: 49_999_999)])
    #expect(try exchange.cash(of: 0, sub: 0) == 40_000_000)
    #expect(try exchange.cash(of: 0, sub: 1) == 50_000_000)
    #expect(try exchange.cash(of: 1) == 10_001_000_000)
    #expect(try exchange.account(at: 0).openOrderCount == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `of somebody else receives under its number and its owner's address`() throws {
    var exchange = try TestExchange.scene()
    try exchange.submit(exchange.transfer(1, to: 1, sub: 1), by: 1)
    try exchange.block()
    try exchange.submit(exchange.transfer(5, to: 1, sub: 1), by: 0)
    let journal = try exchange.block()
    #expect(journal.kinds == [.transferred])
    #expect(try exchange.cash(of: 1, sub: 1) == 6)
    let event = try #require(journal.events(.transferred).first)
    #expect(event.account == exchange.account(0))
    #expect(try event.counterparty == exchange.account(1, sub: 1))
    #expect(event.amount.atoms == 5)
  }
}

@Suite struct `A withdrawal` {
  @Test func `takes the last atom, and goes to the owner's address through the outbox`() throws {
    var exchange = try TestExchange.scene()
    try exchange.submit(TestExchange.withdrawal(99_999_999), by: 0)
    try exchange.submit(TestExchange.withdrawal(1), by: 0)
    try exchange.submit(TestExchange.withdrawal(1), by: 0)
    let journal = try exchange.block()
    #expect(journal.itemReceipts.map(\.refusal) == [nil, nil, Refusal(.insufficientBalance, limit: 1, found: 0)])
    #expect(journal.events(.withdrawn).map(\.amount.atoms) == [99_999_999, 1])
    #expect(journal.events(.withdrawn).map(\.code) == [0, 1])
    let entry = try exchange.execution.state.withdrawals.read(0)
    #expect(entry.owner == exchange.owner(0) && entry.recipient == TestExchange.key(0).address)
    #expect(entry.asset == .quote && entry.amount == 99_999_999)
    #expect(entry.blockNumber == exchange.execution.state.clock.blockNumber)
    #expect(exchange.execution.state.totals.withdrawn.atoms == 100_000_000)
    #expect(try exchange.cash(of: 0) == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `leaves initial margin to the atom`() throws {
    var exchange = try TestExchange.leveraged()
    // 900 lots at one USDC need 90 of the 100.
    try exchange.submit(TestExchange.withdrawal(10_000_001), by: 0)
    try exchange.submit(TestExchange.withdrawal(10_000_000), by: 0)
    let refusals = try exchange.block().itemReceipts.map(\.refusal)
    #expect(refusals == [Refusal(.insufficientMargin, limit: 90_000_000, found: 89_999_999), nil])
    #expect(try exchange.execution.state.risk(of: exchange.account(0)).isAtOrAboveInitial)
  }

  @Test func `pays out no profit that is not realised`() throws {
    var exchange = try TestExchange.leveraged()
    _ = try exchange.block(at: 2_000_000)
    // 900 USDC of profit on paper: 1,000 of equity, 180 needed, and 100 of cash.
    try exchange.submit(TestExchange.withdrawal(100_000_001), by: 0)
    try exchange.submit(TestExchange.withdrawal(100_000_000), by: 0)
    let refusals = try exchange.block().itemReceipts.map(\.refusal)
    #expect(refusals == [Refusal(.insufficientBalance, limit: 100_000_001, found: 100_000_000), nil])
  }

  @Test func `needs no price where nothing but cash is left`() throws {
    var exchange = try TestExchange.scene()
    try exchange.wait(blocks: 10)
    try exchange.submit(TestExchange.withdrawal(1), by: 0)
    #expect(try exchange.block().itemReceipts.map(\.isAccepted) == [true])
  }
}

@Suite struct `Collateral of an account` {
  @Test func `opens as much as its value less the initial haircut allows, and not a lot more`() throws {
    var exchange = try TestExchange.collateralised()
    try exchange.order(.buy, 8_001, at: 10_000, by: 0)
    try exchange.order(.buy, 8_000, at: 10_000, by: 0)
    let refusals = try exchange.block().itemReceipts.map(\.refusal)
    #expect(refusals == [Refusal(.insufficientMargin, limit: 800_100_000, found: 800_000_000), nil])
  }

  @Test func `counts nothing before it has a price`() throws {
    var exchange = try TestExchange.collateralised()
    exchange.setCollateralPrice(0)
    try exchange.order(.buy, 1, at: 10_000, by: 0)
    let refusals = try exchange.block().itemReceipts.map(\.refusal)
    #expect(refusals == [Refusal(.insufficientMargin, limit: 100_000, found: 0)])
  }

  @Test func `can be withdrawn and given as far as open orders do not need it`() throws {
    var exchange = try TestExchange.collateralised()
    try exchange.order(.buy, 4_000, at: 10_000, by: 0)
    try exchange.submit(TestExchange.withdrawal(501, of: .collateral), by: 0)
    try exchange.submit(TestExchange.withdrawal(200, of: .collateral), by: 0)
    try exchange.submit(exchange.transfer(301, of: .collateral, to: 1, sub: 0), by: 0)
    try exchange.submit(exchange.transfer(300, of: .collateral, to: 1, sub: 0), by: 0)
    let journal = try exchange.block()
    let isShort = Refusal(.insufficientMargin, limit: 400_000_000, found: 399_200_000)
    #expect(journal.itemReceipts.map(\.refusal) == [nil, isShort, nil, isShort, nil])
    #expect(journal.events(.collateralWithdrawn).map(\.quantity.lots) == [200])
    #expect(journal.events(.collateralTransferred).map(\.quantity.lots) == [300])
    #expect(try exchange.collateral(of: 0) == 500)
    #expect(try exchange.collateral(of: 1) == 300)
    let entry = try exchange.execution.state.withdrawals.read(0)
    #expect(entry.asset == .collateral && entry.amount == 200)
    #expect(exchange.execution.state.totals.collateral.lots == 800)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `does not leave at a price grown old, unless nothing depends on it`() throws {
    var exchange = try TestExchange.collateralised()
    exchange.setCollateralPrice(1_000_000, timeMs: 0)
    try exchange.submit(TestExchange.withdrawal(1, of: .collateral), by: 0)
    try exchange.order(.buy, 1, at: 10_000, by: 0)
    try exchange.submit(TestExchange.withdrawal(1, of: .collateral), by: 0)
    try exchange.submit(TestExchange.withdrawal(999, of: .collateral), by: 0)
    let reasons = try exchange.block().itemReceipts.map(\.refusal?.reason)
    #expect(reasons == [nil, nil, .priceStale, .insufficientMargin])
  }

  @Test func `is deposited to the lot, and by the first deposit of an address too`() throws {
    var exchange = try TestExchange.collateralised()
    try exchange.deposit(lots: 7, by: 0)
    try exchange.deposit(lots: CollateralRules.lotLimit - 1_008, by: 3)
    let journal = try exchange.block()
    #expect(journal.receipts.map(\.refusal) == [nil, nil])
    #expect(journal.events(.collateralDeposited).map(\.account) == [exchange.account(0), exchange.account(3)])
    #expect(try exchange.collateral(of: 0) == 1_007)
    try exchange.deposit(lots: 1, by: 0)
    try exchange.deposit(lots: .max, by: 0)
    let limit = Int128(CollateralRules.lotLimit)
    #expect(
      try exchange.block().receipts.map(\.refusal) == [
        Refusal(.collateralFull, limit: limit, found: limit),
        Refusal(.collateralFull, limit: limit, found: limit - 1 + Int128(UInt64.max)),
      ])
    #expect(try exchange.execution.state.violation() == nil)
  }
}

@Suite struct `An isolated account` {
  /// User 0 has 200 USDC and trades market 0 with 100 of them.
  private func world() throws -> TestExchange {
    var exchange = try TestExchange.scene(first: 200_000_000)
    try exchange.submit(TestExchange.isolate(with: 100_000_000), by: 0)
    #expect(try exchange.block().kinds == [.marginModeSet])
    return exchange
  }

  @Test func `alone holds the positions and orders of its market`() throws {
    var exchange = try world()
    try exchange.order(.sell, 500, at: 10_000, by: 1)
    try exchange.order(.buy, 500, at: 10_000, by: 0)
    try exchange.order(.sell, 300, at: 11_000, by: 0)
    try exchange.order(.buy, 100, at: 9_000, in: 1, by: 0)
    #expect(try exchange.block().itemReceipts.allSatisfy { $0.isAccepted })
    let isolated = try #require(try exchange.isolated(of: 0))
    #expect(isolated.openOrderCount == 1 && isolated.firstPosition != .none)
    #expect(try exchange.account(at: 0).openOrderCount == 1)
    #expect(try exchange.lots(of: 0) == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `opens what its own cash allows, and not what the cross bucket would`() throws {
    var exchange = try world()
    try exchange.order(.buy, 1_001, at: 10_000, by: 0)
    try exchange.order(.buy, 1_000, at: 10_000, by: 0)
    let refusals = try exchange.block().itemReceipts.map(\.refusal)
    #expect(refusals == [Refusal(.insufficientMargin, limit: 100_100_000, found: 100_000_000), nil])
  }

  @Test func `is liquidated without an atom of the cross bucket`() throws {
    var exchange = try world()
    try exchange.order(.sell, 900, at: 10_000, by: 1)
    try exchange.order(.buy, 900, at: 10_000, by: 0)
    try exchange.order(.buy, 900, at: 9_000, in: 1, by: 0)
    try exchange.block()
    let journal = try exchange.block(at: 850_000)
    #expect(!journal.events(.liquidationBegan).isEmpty)
    let isolated = try #require(try exchange.isolated(of: 0))
    #expect(isolated.firstPosition == .none && isolated.cash >= .zero)
    #expect(try exchange.cash(of: 0) == 100_000_000)
    #expect(try exchange.account(at: 0).openOrderCount == 1)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `gets more cash and gives it back`() throws {
    var exchange = try world()
    try exchange.submit(TestExchange.isolate(with: 30_000_000), by: 0)
    try exchange.submit(TestExchange.isolate(with: -110_000_000), by: 0)
    let journal = try exchange.block()
    #expect(journal.events(.marginModeSet).map(\.amount.atoms) == [30_000_000, -110_000_000])
    #expect(try exchange.isolated(of: 0)?.cash.atoms == 20_000_000)
    #expect(try exchange.cash(of: 0) == 180_000_000)
  }

  @Test func `joins the cross bucket with all its cash, and is the same one when it is used again`() throws {
    var exchange = try world()
    let count = exchange.execution.state.accounts.count
    try exchange.submit(TestExchange.join(), by: 0)
    let journal = try exchange.block()
    #expect(journal.events(.marginModeSet).map(\.code) == [0])
    #expect(journal.events(.marginModeSet).map(\.amount.atoms) == [-100_000_000])
    #expect(try exchange.isolated(of: 0)?.isSuspended == true)
    #expect(try exchange.cash(of: 0) == 200_000_000)
    try exchange.order(.buy, 1, at: 9_000, by: 0)
    try exchange.block()
    #expect(try exchange.account(at: 0).openOrderCount == 1)
    try exchange.submit(.cancel(CancelOrder(market: 0, order: OrderID(slot: 0, sequence: 1))), by: 0)
    try exchange.submit(TestExchange.isolate(with: 5), by: 0)
    try exchange.submit(TestExchange.isolate(1), by: 0)
    #expect(try exchange.block().itemReceipts.allSatisfy { $0.isAccepted })
    #expect(exchange.execution.state.accounts.count == count + 1)
    #expect(try exchange.isolated(of: 0)?.cash.atoms == 5)
    #expect(try exchange.isolated(of: 0, in: 1)?.cash.atoms == 0)
    #expect(try exchange.execution.state.violation() == nil)
  }
}
