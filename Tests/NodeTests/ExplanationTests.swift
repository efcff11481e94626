import JSON
import Ledger
import Testing
import Units

@testable import Node

/// What a trader reads who asks why. Each sentence holds the amounts, both sides, and the reason.
@Suite struct `An explanation` {
  private static let units = `An action in human units`.units
  private static let market = MarketID(0)
  private static let price = Price(atomsPerLot: 6_000_000)

  private static func text(of events: [Event], _ refusal: Refusal? = nil) -> [String] {
    var receipt = Receipt()
    receipt.status = refusal?.reason.rawValue ?? 0
    (receipt.limit, receipt.found) = (refusal?.limit ?? 0, refusal?.found ?? 0)
    let view = ReceiptExplanationView(receipt: receipt, events: events, block: 9, units: units)
    return view.json["text"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  private static func order(_ side: Side, _ lots: UInt64) -> Order {
    var order = Order()
    (order.account, order.side, order.remaining) = (AccountID(7), side, Quantity(lots: lots))
    return order
  }

  private static let id = OrderID(rawValue: 83_886_084)

  @Test func `of a stop says which mark released it, and what it became`() throws {
    let price = try #require(Self.price)
    let text = Self.text(of: [
      .stopReleased(Self.id, Self.order(.sell, 5_000), in: Self.market, at: price),
      .remainderCancelled(of: AccountID(7), .sell, in: Self.market, Quantity(lots: 5_000), because: .noCounterparty),
    ])
    #expect(
      text == [
        "the mark is 60000, so stop 83886084 of account 7 is released: 0.5 BTC-PERP",
        "0.5 BTC-PERP of the order of account 7 go, since nobody is left to trade with at its limit",
      ])
  }

  @Test func `of a session key out of scope says the rule and the way out`() {
    let text = Self.text(of: [], Refusal(.keyMarketOutOfScope, limit: 1, found: 1))
    #expect(
      text == [
        "Refused: key market out of scope.", "Rule: the key's scope has the market's bit.", "  markets: 1",
        "  market: 1", "Cure: let the owner sign, or add the key with that market.",
      ])
  }

  @Test func `of a refusal for margin gives both amounts and the gap`() {
    let text = Self.text(of: [], Refusal(.insufficientMargin, limit: 120_000_000, found: 100_500_000))
    #expect(text.contains("  required: 120") && text.contains("  available: 100.5") && text.contains("  gap: 19.5"))
  }

  @Test func `of a dead man's switch says who fell silent, and which orders went`() throws {
    let price = try #require(Self.price)
    let text = Self.text(of: [
      .deadManFired(AccountID(7), deadlineMs: 5_000),
      .orderCancelled(Self.id, Self.order(.buy, 10_000), in: Self.market, at: price, because: .deadMan),
    ])
    #expect(
      text == [
        "account 7 did not speak up before 5000 ms: its dead man's switch cancels all its orders",
        "order 83886084 of account 7, 1 BTC-PERP at 60000, goes, since the dead man's switch fired",
      ])
  }

  @Test func `of a reduce-only order that filled in part says that there was nothing left to reduce`() {
    let text = Self.text(of: [
      .remainderCancelled(of: AccountID(7), .sell, in: Self.market, Quantity(lots: 2_500), because: .nothingToReduce)
    ])
    #expect(
      text == [
        "0.25 BTC-PERP of the order of account 7 go, since it may only reduce, and there is nothing to reduce"
      ])
  }

  @Test func `of a self-trade says in each mode which order went, or that both shrank`() throws {
    let price = try #require(Self.price)
    let own = Self.order(.sell, 10_000)
    let maker = Self.text(of: [.orderCancelled(Self.id, own, in: Self.market, at: price, because: .selfTrade)])
    #expect(
      maker == [
        "order 83886084 of account 7, 1 BTC-PERP at 60000, goes, since it would have traded with its own side"
      ])
    let taker = Self.text(of: [
      .remainderCancelled(of: AccountID(7), .buy, in: Self.market, Quantity(lots: 10_000), because: .selfTrade)
    ])
    #expect(taker == ["1 BTC-PERP of the order of account 7 go, since it would have traded with its own side"])
    let both = Self.text(of: [
      .orderReduced(
        taker: AccountID(7), .buy, maker: own, id: Self.id, in: Self.market, Quantity(lots: 10_000), at: price)
    ])
    #expect(
      both == [
        "account 7 would have traded 1 BTC-PERP with itself at 60000: both orders shrink by that, and nobody trades"
      ])
  }

  @Test func `of a liquidation gives the gap, and whom the first in line closed against`() throws {
    let price = try #require(Self.price)
    let text = Self.text(of: [
      .liquidationBegan(
        AccountID(7), equity: Notional(atoms: -2_000_000), maintenance: Notional(atoms: 30_000_000)),
      .deleveraged(AccountID(7), .buy, by: AccountID(12), in: Self.market, Quantity(lots: 10_000), at: price),
      .liquidationEnded(AccountID(7), equity: Notional(atoms: 5)),
    ])
    #expect(
      text == [
        "account 7 has equity -2 USDC, and needs 30 to be left alone: 32 too little",
        "account 12, first in line on the other side, closes 1 BTC-PERP against its long of 1 BTC-PERP at 60000",
        "account 7 is let go with equity 0.000005 USDC",
      ])
  }

  @Test(arguments: Refusal.Reason.allCases)
  func `has a rule and a cure for every refusal`(reason: Refusal.Reason) {
    let (rule, cure) = reason.explanation
    #expect(!rule.isEmpty && !cure.isEmpty && !rule.hasSuffix(".") && !cure.hasSuffix("."))
  }
}
