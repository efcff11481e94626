import Cryptography
import JSON
import Ledger
import Node
import SSZ
import Testing
import Units

@Suite struct `An action in human units` {
  static let units = TradingUnits(
    markets: DevnetGenesis.standard.genesis.markets.elements.map(MarketUnits.init),
    assets: [.quote, AssetUnits(asset: .collateral, symbol: "WETH", decimals: 6)])
  private static let address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"

  private static func read(_ text: String) throws -> Action {
    let object = try #require(try JSONValue.parse(Array(text.utf8)).objectValue)
    return try ActionRequest(object, units: units).action()
  }

  private static func message(_ text: String) -> String {
    do {
      return "accepted: \(try read(text))"
    } catch let error as RPCError {
      return error.message
    } catch {
      return "\(error)"
    }
  }

  /// One for each kind, in its shortest form.
  static let shortest: [(name: String, members: String)] = [
    ("place", #""market": "BTC-PERP", "side": "buy", "size": "0.5", "price": "60000.1""#),
    ("cancel", #""market": "ETH-PERP", "orderId": "83886084""#),
    ("amend", #""market": "BTC-PERP", "clientId": 7, "size": "0.1", "price": "59999""#), ("cancelAll", ""),
    ("batch", #""operations": [{"type": "cancel", "market": "BTC-PERP", "clientId": "5"}]"#),
    ("armDeadMan", #""deadlineMs": 1700000000000"#),
    ("transfer", #""toOwner": 5, "toAddress": "\#(address)", "amount": "1000.5""#),
    ("withdraw", #""amount": "0.000001""#),
    ("setMarginMode", #""market": "ETH-PERP", "isolated": false"#),
    ("addKey", #""slot": 1, "address": "\#(address)", "markets": [], "actions": []"#), ("revokeKey", #""slot": 8"#),
  ]

  @Test(arguments: shortest)
  func `has the name and the selector of the action that it becomes`(row: (name: String, members: String)) throws {
    let action = try Self.read(#"{"type": "\#(row.name)"\#(row.members.isEmpty ? "" : ", ")\#(row.members)}"#)
    #expect(action.name == row.name)
    #expect(ActionWords.selectors[row.name] == action.selector)
    #expect(ActionWords.selectors.all == Self.shortest.map(\.name))
  }

  @Test func `places an order with all that may be said of it`() throws {
    var order = PlaceOrder(
      market: 0, side: .sell, timeInForce: .fillOrKill, quantity: Quantity(lots: 5_000), tick: 590_000,
      clientID: 1 << 100)
    order.isReduceOnly = true
    order.expiryMs = 1_700_000_000_000
    order.selfTrade = .reduceBoth
    order.preventsByOwner = true
    order.triggerTick = 600_005
    order.trigger = .takeProfit
    order.band = Rate(partsPerMillion: 20_000)
    let text = """
      {"type": "place", "market": "BTC-PERP", "side": "sell", "size": "0.5", "price": "59000", "timeInForce": "fok",
       "clientId": "1267650600228229401496703205376", "reduceOnly": true, "orderExpiryMs": 1700000000000,
       "selfTrade": "reduceBoth", "preventsByOwner": true, "triggerPrice": "60000.5", "trigger": "takeProfit",
       "band": "0.02"}
      """
    #expect(try Self.read(text) == .place(order))
  }

  @Test func `leaves out what has a usual value`() throws {
    let order = PlaceOrder(
      market: 0, side: .buy, timeInForce: .goodTillCancelled, quantity: Quantity(lots: 5_000), tick: 600_001)
    #expect(try Self.read(#"{"type": "place", \#(Self.shortest[0].members)}"#) == .place(order))
    #expect(try Self.read(#"{"type": "cancelAll"}"#) == .cancelAll(CancelAll(market: CancelAll.allMarkets)))
    #expect(
      try Self.read(#"{"type": "cancelAll", "market": "ETH-PERP"}"#) == .cancelAll(CancelAll(market: 1)))
  }

  @Test func `names an order by its number or by the client's`() throws {
    let byNumber = CancelOrder(market: 1, order: OrderID(rawValue: 83_886_084))
    #expect(try Self.read(#"{"type": "cancel", \#(Self.shortest[1].members)}"#) == .cancel(byNumber))
    var amend = AmendOrder()
    (amend.market, amend.clientID, amend.quantity, amend.tick) = (0, 7, Quantity(lots: 1_000), 599_990)
    #expect(try Self.read(#"{"type": "amend", \#(Self.shortest[2].members)}"#) == .amend(amend))
    let both = "either 'orderId' or 'clientId' must say which order"
    #expect(Self.message(#"{"type": "cancel", "market": "BTC-PERP"}"#) == both)
    #expect(Self.message(#"{"type": "cancel", "market": "BTC-PERP", "orderId": 1, "clientId": 2}"#) == both)
    #expect(
      Self.message(#"{"type": "cancel", "market": "BTC-PERP", "clientId": 0}"#)
        == "no order has the number 0, and no name is 0")
  }

  @Test func `batches operations in their order`() throws {
    var batch = Batch()
    batch.mode = .atomic
    let place = PlaceOrder(
      market: 0, side: .buy, timeInForce: .postOnly, quantity: Quantity(lots: 1), tick: 1)
    batch.operations = try BoundedList([.cancel(CancelOrder(market: 1, clientID: 9)), .place(place)])
    let text = """
      {"type": "batch", "mode": "atomic", "operations": [
        {"type": "cancel", "market": "ETH-PERP", "clientId": 9},
        {"type": "place", "market": "BTC-PERP", "side": "buy", "size": "0.0001", "price": "0.1",
         "timeInForce": "postOnly"}]}
      """
    #expect(try Self.read(text) == .batch(batch))
    #expect(
      Self.message(#"{"type": "batch", "operations": [{"type": "batch"}]}"#)
        == "operation 0: there is no operation 'batch'; it must be place, cancel or amend")
    let many = Array(repeating: #"{"type": "cancel", "market": "BTC-PERP", "clientId": 1}"#, count: 257)
    #expect(
      Self.message(#"{"type": "batch", "operations": [\#(many.joined(separator: ","))]}"#)
        == "'operations' must be an array of at most 256 objects")
  }

  @Test func `moves money of either asset`() throws {
    var transfer = Transfer()
    transfer.toOwner = OwnerID(5)
    transfer.toAddress = try #require(Address(hex: Self.address))
    transfer.amount = 1_000_500_000
    #expect(try Self.read(#"{"type": "transfer", \#(Self.shortest[6].members)}"#) == .transfer(transfer))
    (transfer.toSubAccount, transfer.asset, transfer.amount) = (3, .collateral, 1_250_000)
    let text = """
      {"type": "transfer", "toOwner": 5, "toAddress": "\(Self.address)", "toSubAccount": 3, "asset": "WETH",
       "amount": "1.25"}
      """
    #expect(try Self.read(text) == .transfer(transfer))
    for amount in ["0", "-1", "0.0000001", "1e3", ""] {
      #expect(
        Self.message(#"{"type": "withdraw", "amount": "\#(amount)"}"#)
          == "'\(amount)' is not an amount of USDC with at most 6 decimals")
    }
  }

  @Test func `isolates a market, and puts money in or takes it back`() throws {
    var mode = SetMarginMode()
    (mode.market, mode.isIsolated, mode.cashAtoms) = (1, true, -2_500_000)
    #expect(
      try Self.read(#"{"type": "setMarginMode", "market": "ETH-PERP", "isolated": true, "cash": "-2.5"}"#)
        == .setMarginMode(mode))
  }

  @Test func `scopes a key by markets and actions`() throws {
    var key = AddKey()
    key.slot = 3
    key.address = try #require(Address(hex: Self.address))
    (key.expiryMs, key.markets, key.actions) = (1_000, 0b11, 0b1000_0110 & 0b0111_1111)
    key.notionalCap = Notional(atoms: 1_000_000_000_000)
    let text = """
      {"type": "addKey", "slot": 3, "address": "\(Self.address)", "expiryMs": 1000, "markets": ["BTC-PERP", "ETH-PERP"],
       "actions": ["place", "cancel"], "notionalCap": "1000000"}
      """
    #expect(try Self.read(text) == .addKey(key))
  }

  @Test(arguments: [
    (
      #"{"type": "buy"}"#,
      "there is no action 'buy'; it must be place, cancel, amend, cancelAll, batch, armDeadMan, transfer, withdraw, "
        + "setMarginMode, addKey or revokeKey"
    ),
    (
      #"{"type": "place", "market": "BTC-PERP", "side": "buy", "size": "1", "price": "1", "timeInForce": "day"}"#,
      "'timeInForce' is 'day'; it must be gtc, ioc, fok or postOnly"
    ),
    (
      #"{"type": "place", "market": "BTC-PERP", "side": "up"}"#, "'side' is 'up'; it must be buy or sell"
    ),
    (
      #"{"type": "place", "market": "BTC-PERP", "side": "buy", "size": "1", "price": "1", "selfTrade": "none"}"#,
      "'selfTrade' is 'none'; it must be expireMaker, expireTaker, expireBoth or reduceBoth"
    ),
    (
      #"{"type": "place", "market": "BTC-PERP", "side": "buy", "size": "1", "price": "1", "trigger": "stop"}"#,
      "'trigger' needs a 'triggerPrice'"
    ),
    (#"{"type": "batch", "mode": "all", "operations": []}"#, "'mode' is 'all'; it must be skip or atomic"),
    (#"{"type": "cancelAll", "symbol": "BTC-PERP"}"#, "'cancelAll' has no 'symbol'; it has type, market"),
    (#"{"type": "withdraw", "asset": "DOGE", "amount": "1"}"#, "there is no asset 'DOGE'"),
    (#"{"type": "cancelAll", "market": "DOGE-PERP"}"#, "there is no market 'DOGE-PERP'"),
    (
      #"{"type": "addKey", "slot": 1, "address": "\#(address)", "markets": [], "actions": ["steal"]}"#,
      "there is no action 'steal'; it must be place, cancel, amend, cancelAll, batch, armDeadMan, transfer, withdraw, "
        + "setMarginMode, addKey or revokeKey"
    ),
    (#"{"type": "revokeKey", "slot": 256}"#, "'slot' must be an integer from 0 to 255"),
    (#"{"type": "setMarginMode", "market": "BTC-PERP", "isolated": 1}"#, "'isolated' must be true or false"),
  ])
  func `that is not known is refused with what is`(row: (text: String, message: String)) {
    #expect(Self.message(row.text) == row.message)
  }

  @Test func `with a wrong market or asset is told all there are`() throws {
    for (text, names, known) in [
      (#"{"type": "cancelAll", "market": "DOGE-PERP"}"#, "markets", ["BTC-PERP", "ETH-PERP"]),
      (#"{"type": "withdraw", "asset": "DOGE", "amount": "1"}"#, "assets", ["USDC", "WETH"]),
    ] {
      let error = try #require(throws: RPCError.self) { try Self.read(text) }
      #expect(error.code == RPCError.rejectedCode && error.data[names] == .array(known.map { .string($0) }))
    }
  }
}
