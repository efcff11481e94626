import Ledger
import Margin
import Matching
import Merkle
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `An amended order` {
  private static func amendment(_ order: OrderID, _ lots: UInt64, at tick: UInt32, in market: UInt16 = 0) -> Action {
    var amendment = AmendOrder()
    amendment.market = market
    amendment.order = order
    amendment.quantity = Quantity(lots: lots)
    amendment.tick = tick
    return .amend(amendment)
  }

  /// Users 1 and 2 buy 10 lots each at one price, user 1 first.
  private func exchange() throws -> TestExchange {
    var exchange = try TestExchange.scene()
    try exchange.order(.buy, 10, at: 9_900, by: 1) { $0.clientID = 77 }
    try exchange.order(.buy, 10, at: 9_900, by: 2) { _ in }
    try exchange.block()
    return exchange
  }

  @Test(arguments: [4, 10] as [UInt64])
  func `that asks for no more at the same price keeps its place and its number`(lots: UInt64) throws {
    var exchange = try exchange()
    let id = try exchange.newestOrder(of: 1)
    try exchange.submit(Self.amendment(id, lots, at: 9_900), by: 1)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderAmended])
    let event = try #require(journal.events(.orderAmended).first)
    #expect(event.order == id && event.quantity.lots == lots && event.code == 0 && event.clientID == 77)
    #expect(try exchange.newestOrder(of: 1) == id)
    #expect(try exchange.book(.buy).map(\.user) == [1, 2] && exchange.book(.buy).map(\.lots) == [lots, 10])
    #expect(try exchange.position(of: exchange.account(1))?.openBuys.lots == lots)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test(arguments: [(11, 9_900), (10, 9_899), (4, 9_901)] as [(UInt64, UInt32)])
  func `that asks for more, or at another price, is placed anew behind the others`(lots: UInt64, tick: UInt32) throws {
    var exchange = try exchange()
    let id = try exchange.newestOrder(of: 1)
    try exchange.submit(Self.amendment(id, lots, at: tick), by: 1)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderAmended, .orderRested])
    let (amended, rested) = (try #require(journal.events(.orderAmended).first), journal.events(.orderRested)[0])
    #expect(amended.order == id && amended.quantity.lots == lots && amended.code == 1)
    #expect(rested.order != id && rested.clientID == 77 && rested.quantity.lots == lots)
    let expected = [RestingLots(user: 1, tick: tick, lots: lots), RestingLots(user: 2, tick: 9_900, lots: 10)]
    #expect(try exchange.book(.buy) == (tick > 9_900 ? expected : expected.reversed()))
    #expect(try exchange.account(at: 1).openOrderCount == 1)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes its terms along, and trades if it crosses now`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.sell, 5, at: 10_000, by: 2)
    try exchange.order(.sell, 5, at: 10_000, by: 1)
    try exchange.order(.buy, 20, at: 9_900, by: 1) {
      $0.selfTrade = .reduceBoth
      $0.expiryMs = 2_000_000
    }
    try exchange.block()
    try exchange.submit(Self.amendment(try exchange.newestOrder(of: 1), 12, at: 10_000), by: 1)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderAmended, .filled, .orderReduced, .orderRested])
    let order = try exchange.execution.state.books[known: 0].orders.read(try exchange.newestOrder(of: 1).slot)
    #expect(order.remaining.lots == 2 && order.expiryMs == 2_000_000 && order.terms.selfTrade == .reduceBoth)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is judged as if the old one were gone, and stays as it was if it is refused`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.buy, 1_000, at: 9_900, by: 0) { _ in }
    try exchange.order(.sell, 10, at: 10_000, by: 1)
    try exchange.block()
    let id = try exchange.newestOrder(of: 0)
    // 100 USDC are enough for 1,000 lots, again; and not for one more.
    #expect(
      try exchange.refusal(of: Self.amendment(id, 1_001, at: 9_900), by: 0)
        == Refusal(.insufficientMargin, limit: 100_100_000, found: 100_000_000))
    try exchange.submit(Self.amendment(id, 1_000, at: 9_950), by: 0)
    #expect(try exchange.block().itemReceipts.last?.isAccepted == true)
    #expect(try exchange.book(.buy) == [RestingLots(user: 0, tick: 9_950, lots: 1_000)])
  }

  @Test func `still rests only if it does not trade, where it was post-only`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.buy, 10, at: 9_900, by: 1) { $0.timeInForce = .postOnly }
    try exchange.order(.sell, 10, at: 10_000, by: 2)
    try exchange.block()
    let id = try exchange.newestOrder(of: 1)
    #expect(
      try exchange.refusal(of: Self.amendment(id, 5, at: 10_000), by: 1)
        == Refusal(.postOnlyWouldTrade, limit: 10_000, found: 10_000))
    try exchange.submit(Self.amendment(id, 5, at: 9_999), by: 1)
    #expect(try exchange.block().kinds == [.orderAmended, .orderRested])
  }

  @Test func `counts as its own place in a full list of orders and a full position`() throws {
    var exchange = try exchange()
    try exchange.changeRules { $0.positionMaximum = Quantity(lots: 10) }
    var account = try exchange.account(at: 1)
    account.openOrderCount = Account.openOrderLimit
    try exchange.execution.state.accounts.write(account, at: exchange.account(1).index)
    let id = try exchange.newestOrder(of: 1)
    #expect(
      try exchange.refusal(of: Self.amendment(id, 11, at: 9_900), by: 1)
        == Refusal(.positionAboveMaximum, limit: 10, found: 11))
    try exchange.submit(Self.amendment(id, 10, at: 9_901), by: 1)
    #expect(try exchange.block().kinds == [.orderAmended, .orderRested])
    #expect(try exchange.account(at: 1).openOrderCount == Account.openOrderLimit)
  }

  @Test func `is its account's own, and there`() throws {
    var exchange = try exchange()
    let (id, stranger) = (try exchange.newestOrder(of: 1), try exchange.newestOrder(of: 2))
    for (action, refusal) in [
      (Self.amendment(stranger, 5, at: 9_900), Refusal(.notOrderOwner, limit: 6, found: 5)),
      (Self.amendment(OrderID(rawValue: 99), 5, at: 9_900), Refusal(.unknownOrder, limit: 0, found: 99)),
      (Self.amendment(OrderID(rawValue: 0), 5, at: 9_900), Refusal(.unknownOrder, limit: 0, found: 0)),
      (Self.amendment(id, 5, at: 9_900, in: 9), Refusal(.unknownMarket, limit: 2, found: 9)),
      (Self.amendment(id, 0, at: 9_900), Refusal(.quantityBelowMinimum, limit: 1, found: 0)),
      (Self.amendment(id, .max, at: 9_900), Refusal(.quantityAboveMaximum, limit: 1_000_000, found: UInt64.max)),
      (Self.amendment(id, 5, at: 0), Refusal(.tickOutOfRange, limit: 1 << 24, found: 0)),
    ] {
      #expect(try exchange.refusal(of: action, by: 1) == refusal)
    }
  }

  @Test func `may shrink at a price too old for a new one`() throws {
    var exchange = try exchange()
    try exchange.wait(blocks: 6)
    let id = try exchange.newestOrder(of: 1)
    #expect(try exchange.refusal(of: Self.amendment(id, 5, at: 9_901), by: 1)?.reason == .priceStale)
    try exchange.submit(Self.amendment(id, 5, at: 9_900), by: 1)
    #expect(try exchange.block().kinds == [.orderAmended])
  }

  @Test func `that waits for its trigger changes where it is`() throws {
    var exchange = try TestExchange.scene()
    for lots in [10, 20] as [UInt64] {
      try exchange.order(.buy, lots, at: 10_600, by: 1) { $0.triggerTick = 10_500 }
    }
    try exchange.block()
    let id = try exchange.newestOrder(of: 1)
    try exchange.submit(Self.amendment(id, 35, at: 10_550), by: 1)
    let journal = try exchange.block()
    #expect(journal.kinds == [.orderAmended] && journal.events(.orderAmended)[0].code == 0)
    let order = try #require(try exchange.execution.state.books[known: 0].order(id)).order
    #expect(order.remaining.lots == 35 && order.tick == 10_550 && order.triggerTick == 10_500)
    #expect(try exchange.execution.state.violation() == nil)
    try exchange.submit(.cancel(CancelOrder(market: 0, order: id)), by: 1)
    #expect(try exchange.block().kinds == [.orderCancelled])
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test(arguments: Seeds.all)
  func `ends like one that was cancelled and placed anew`(seed: UInt64) throws {
    var exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: seed)
    var traders = RandomTraders()
    var amended = 0
    for _ in 0..<60 {
      try traders.submit(to: &exchange)
      traders.remember(try exchange.block())
      let user = Int.random(in: 0..<8, using: &exchange.random)
      guard let id = try exchange.anyOrder(of: user) else { continue }
      let old = try exchange.execution.state.books[known: 0].orders.read(id.slot)
      let (lots, tick) = (
        old.remaining.lots + 1, max(1, old.tick + 2 - UInt32.random(in: 0...4, using: &exchange.random))
      )
      var (once, twice) = (exchange, exchange)
      try once.submit(Self.amendment(id, lots, at: tick), by: user)
      try once.submit(.cancel(CancelOrder(market: 7, order: id)), by: user)
      try twice.submit(.cancel(CancelOrder(market: 0, order: id)), by: user)
      try twice.order(old.side, lots, at: tick, by: user)
      let (first, second) = (try once.block(), try twice.block())
      // Gone where the block's liquidation or timers cancelled the order before its items, or placing it was refused.
      if let refused = second.itemReceipts.first(where: { !$0.isAccepted }) {
        #expect(first.itemReceipts.first?.refusal == refused.refusal, "seed \(seed)")
        continue
      }
      amended += 1
      #expect(once.execution.stateRoot == twice.execution.stateRoot, "seed \(seed)")
    }
    #expect(amended > 0, "seed \(seed)")
  }
}
