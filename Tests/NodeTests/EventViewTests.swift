import JSON
import Ledger
import Testing
import Units

@testable import Node

@Suite struct `An event in human units` {
  private static func json(_ event: Event) -> JSONValue {
    EventView(event: event, units: `An action in human units`.units).json
  }

  private static func event(_ kind: Event.Kind, _ change: (inout Event) -> Void) -> JSONValue {
    var event = Event()
    event.kind = kind
    event.account = AccountID(7)
    change(&event)
    return json(event)
  }

  @Test func `shows a fill with its market, price, size and side`() {
    let fill = Self.event(.filled) {
      ($0.market, $0.counterparty, $0.side) = (MarketID(0), AccountID(9), .sell)
      ($0.counterOrder, $0.clientID) = (OrderID(rawValue: 83_886_084), 5)
      ($0.quantity, $0.atomsPerLot) = (Quantity(lots: 5_000), 6_000_010)
    }
    #expect(
      fill == [
        "type": "filled", "account": 7, "market": "BTC-PERP", "price": "60000.1", "size": "0.5", "side": "sell",
        "makerOrderId": "83886084", "counterparty": 9, "clientId": "5",
      ])
  }

  @Test func `shows collateral in its own unit, and no market`() {
    let converted = Self.event(.collateralConverted) {
      ($0.counterparty, $0.quantity, $0.atomsPerLot) = (AccountID(3), Quantity(lots: 1_500_000), 2_500)
      $0.amount = Notional(atoms: 3_562_500_000)
    }
    #expect(
      converted == [
        "type": "collateralConverted", "account": 7, "asset": "WETH", "price": "2500", "size": "1.5", "counterparty": 3,
        "amount": "3562.5",
      ])
    let priced = Self.event(.priceAccepted) { ($0.market, $0.atomsPerLot) = (MarketID(64), 2_500) }
    #expect(priced == ["type": "priceAccepted", "account": 7, "asset": "WETH", "price": "2500"])
  }

  @Test func `says what its numbers stand for where they are no money`() {
    #expect(
      Self.event(.fundingCharged) {
        ($0.amount, $0.atomsPerLot, $0.code) = (Notional(atoms: -12_500_000), 6_000_000, 60)
      } == [
        "type": "fundingCharged", "account": 7, "market": "BTC-PERP", "price": "60000", "change": "-0.125",
        "samples": 60,
      ])
    #expect(
      Self.event(.fundingCharged) { $0.code = 3 }
        == ["type": "fundingCharged", "account": 7, "market": "BTC-PERP", "skipped": true, "samples": 3])
    #expect(
      Self.event(.premiumSampled) { $0.code = 1 }
        == ["type": "premiumSampled", "account": 7, "market": "BTC-PERP", "missing": "thinBook"])
    #expect(
      Self.event(.markRefused) {
        ($0.market, $0.atomsPerLot, $0.amount, $0.code) = (MarketID(64), 4_000, Notional(atoms: 2_500), 550_000)
      } == [
        "type": "markRefused", "account": 7, "asset": "WETH", "price": "4000", "lastMark": "2500", "band": "0.55",
      ])
    #expect(
      Self.event(.remainderCancelled) { $0.code = 3 }
        == ["type": "remainderCancelled", "account": 7, "market": "BTC-PERP", "cause": "insufficientMargin"])
    #expect(
      Self.event(.premiumSampled) { $0.amount = Notional(atoms: -120) }
        == ["type": "premiumSampled", "account": 7, "market": "BTC-PERP", "premium": "-0.00012"])
    #expect(
      Self.event(.operationRefused) { ($0.order, $0.code) = (OrderID(rawValue: 0), 33) }
        == ["type": "operationRefused", "account": 7, "operation": 0, "reason": "POST_ONLY_WOULD_TRADE", "code": 33])
    #expect(
      Self.event(.keyAdded) { ($0.code, $0.clientID, $0.amount) = (2, 5, Notional(atoms: 1_000_000)) }
        == ["type": "keyAdded", "account": 7, "slot": 2, "generation": 5, "notionalCap": "1"])
    #expect(
      Self.event(.liquidationBegan) { ($0.amount, $0.atomsPerLot) = (Notional(atoms: -1), 2_000_000) }
        == ["type": "liquidationBegan", "account": 7, "amount": "-0.000001", "maintenanceMargin": "2"])
    #expect(
      Self.event(.stopPlaced) { ($0.atomsPerLot, $0.amount) = (6_000_000, Notional(atoms: 6_100_000)) }
        == ["type": "stopPlaced", "account": 7, "market": "BTC-PERP", "price": "60000", "triggerPrice": "61000"])
    #expect(
      Self.event(.deadManArmed) { $0.clientID = 1_000 } == ["type": "deadManArmed", "account": 7, "deadlineMs": 1_000])
  }

  @Test(arguments: Event.Kind.allCases)
  func `of every kind shows its type and whatever is not zero`(kind: Event.Kind) throws {
    let full = Self.event(kind) {
      ($0.market, $0.counterparty, $0.side) = (MarketID(1), AccountID(9), .sell)
      ($0.order, $0.counterOrder, $0.quantity) = (OrderID(rawValue: 1), OrderID(rawValue: 2), Quantity(lots: 3))
      ($0.atomsPerLot, $0.amount, $0.clientID, $0.code) = (4, Notional(atoms: 5), 6, 7)
    }
    #expect(full["type"] == .string("\(kind)") && full["account"] == 7 && full["counterparty"] == 9)
    let (all, none) = (try #require(full.objectValue), try #require(Self.event(kind) { _ in }.objectValue))
    #expect(none.count < all.count)
  }
}
