import JSON
import Ledger
import Node
import Units

/// `plimsoll order`
enum OrderCommand: Command {
  static let specification = CommandSpecification(
    "order", summary: "Signs an order and sends it.",
    discussion: """
      With --trigger or --take-profit it waits beside the book until the mark reaches that price: a stop against the \
      position, or a take-profit in its favour.
      """,
    arguments: [
      ArgumentSpecification("marketName", .text("MARKET"), summary: "Such as BTC-PERP; 'plimsoll markets' lists them."),
      ArgumentSpecification("side", .words(ActionWords.sides.all), summary: "Which way."),
      ArgumentSpecification("size", .text("SIZE"), summary: "A decimal number in the market's unit, such as 0.5."),
    ],
    options: options + ClientOptions.trading,
    choices: [
      .exactlyOne(of: "limit", "market"), .atMostOne(of: "tif", "ioc", "post-only"),
      .atMostOne(of: "trigger", "take-profit"), ClientOptions.signer,
    ])

  private static let options = [
    OptionSpecification("limit", .text("PRICE"), summary: "Pays no more, or takes no less, than this price."),
    OptionSpecification("market", summary: "Takes what the book has, at any price."),
    OptionSpecification(
      "tif", .words(["gtc", "ioc", "fok"]),
      summary: "What finds no match rests, is cancelled at once, or keeps the whole order from being filled."),
    OptionSpecification("ioc", summary: "As --tif ioc."),
    OptionSpecification("post-only", summary: "Rests as a whole, or is refused."),
    OptionSpecification("reduce-only", summary: "Makes the position smaller, and never larger."),
    OptionSpecification("trigger", .text("PRICE"), summary: "Waits as a stop for the mark to reach this price."),
    OptionSpecification(
      "take-profit", .text("PRICE"), summary: "Waits as a take-profit for the mark to reach this price."),
    OptionSpecification(
      "band", .text("SHARE"),
      summary: "How far from the mark a stop may trade when it is released, such as 0.02."),
    OptionSpecification(
      "expires", .integer("SECONDS", in: 1...31_536_000),
      summary: "Ends the order so long after the last block, whether it rests or waits."),
    OptionSpecification(
      "self-trade", .words(ActionWords.selfTrades.all, named: "HOW"),
      summary: "When it would meet an order of the same account: expireMaker, expireTaker, expireBoth or reduceBoth.",
      default: "expireMaker"),
    OptionSpecification("by-owner", summary: "Looks for such orders in all of the owner's accounts."),
    OptionSpecification(
      "client-id", .integer("N", in: 0...Int.max), summary: "A number of your own, to cancel or find the order by."),
  ]

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let receipt = try client.submit(.object(try action(arguments, client)), Envelope(trading: arguments))
    try client.show(receipt, arguments)
    return .success
  }

  private static func action(_ arguments: ParsedArguments, _ client: Client) throws -> JSONObject {
    var order = JSONObject()
    order["type"] = "place"
    for (name, member) in [("marketName", "market"), ("side", "side"), ("size", "size")] {
      order[member] = .string(arguments.required(name))
    }
    order["price"] = .string(try arguments.string("limit") ?? takingPrice(arguments, client))
    order["timeInForce"] = .string(try timeInForce(arguments))
    order["reduceOnly"] = .bool(arguments.flag("reduce-only"))
    order["preventsByOwner"] = .bool(arguments.flag("by-owner"))
    order["selfTrade"] = .string(arguments.required("self-trade"))
    if let id = arguments.integer("client-id") { order["clientId"] = .integer(Int64(id)) }
    if let seconds = arguments.integer("expires") { order["orderExpiryMs"] = try client.timestampMs(after: seconds) }
    try addTrigger(to: &order, arguments)
    return order
  }

  private static func timeInForce(_ arguments: ParsedArguments) throws -> String {
    if arguments.flag("post-only") {
      guard !arguments.flag("market") else {
        throw arguments.refusal(of: "post-only", because: "rests, and --market takes; give a --limit")
      }
      return "postOnly"
    }
    return arguments.string("tif") ?? (arguments.flag("ioc") || arguments.flag("market") ? "ioc" : "gtc")
  }

  private static func addTrigger(to order: inout JSONObject, _ arguments: ParsedArguments) throws {
    for (option, kind) in [("trigger", TriggerKind.stop), ("take-profit", .takeProfit)] {
      guard let price = arguments.string(option) else { continue }
      order["triggerPrice"] = .string(price)
      order["trigger"] = .string(ActionWords.triggers.word(for: kind))
    }
    guard let band = arguments.string("band") else { return }
    guard order["triggerPrice"] != nil else {
      throw arguments.refusal(of: "band", because: "goes with --trigger or --take-profit")
    }
    order["band"] = .string(band)
  }

  /// A price that crosses the whole book: a tenth beyond the mark.
  private static func takingPrice(_ arguments: ParsedArguments, _ client: Client) throws -> String {
    let name = arguments.required("marketName")
    let configuration = try client.call("perp_config")
    guard let units = TradingUnits(configuration: configuration) else {
      throw CommandFailure(exitCode: .unavailable, message: "this is no devnet that this version knows")
    }
    let market: MarketUnits
    do throws(RPCError) { market = try units.market(name) } catch { throw CommandFailure(error) }
    let shown = configuration["markets"]?.arrayValue?.first { $0["symbol"]?.stringValue == name }
    guard let mark = shown?["mark"]?.stringValue, let tick = try? market.nearestTick(to: mark) else {
      throw CommandFailure(exitCode: .checkFailed, message: "\(name) has no price yet; give a --limit")
    }
    let ticks = UInt64(tick) * (arguments.required("side") == "buy" ? 11 : 9) / 10
    return market.price(tick: UInt32(min(max(ticks, 1), UInt64(MarketRules.tickLimit - 1))))
  }
}
