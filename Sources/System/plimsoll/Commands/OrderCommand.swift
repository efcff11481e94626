import JSON
import Ledger
import Units
import Node

/// `plimsoll order`
enum OrderCommand: Command {
  static let specification = CommandSpecification(
    "order", summary: "Signs an order and sends it.",
    arguments: [
      ArgumentSpecification("marketName", .text("MARKET"), summary: "Such as BTC-PERP; 'plimsoll markets' lists them."),
      ArgumentSpecification("side", .words(["buy", "sell"]), summary: "Which way."),
      ArgumentSpecification("size", .text("SIZE"), summary: "A decimal number in the market's unit, such as 0.5."),
    ],
    options: [
      OptionSpecification("limit", .text("PRICE"), summary: "Pays no more, or takes no less, than this price."),
      OptionSpecification("market", summary: "Takes what the book has, at any price."),
      OptionSpecification("ioc", summary: "Cancels at once what finds no match."),
      OptionSpecification(
        "client-id", .integer("N", in: 0...Int.max), summary: "A number of your own, to cancel or find the order by."),
    ] + ClientOptions.signing,
    choices: [.exactlyOne(of: "limit", "market"), ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let market = try client.market(arguments.required("marketName"))
    let side: Side = arguments.required("side") == "buy" ? .buy : .sell
    let price = try arguments.string("limit") ?? takingPrice(side, market, client)
    var order = PlaceOrder()
    order.market = market.rules.feed
    order.side = side
    order.timeInForce = arguments.flag("ioc") || arguments.flag("market") ? .immediateOrCancel : .goodTillCancelled
    do throws(MarketUnits.Violation) {
      order.quantity = try market.quantity(of: arguments.required("size"))
      order.tick = try market.tick(of: price)
    } catch { throw CommandFailure(exitCode: .usage, message: RPCError(error).message) }
    order.clientID = UInt128(arguments.integer("client-id") ?? 0)
    let receipt = try client.submit(.place(order))
    try client.show(receipt, arguments)
    return .success
  }

  /// A price that crosses the whole book: a tenth beyond the mark.
  private static func takingPrice(_ side: Side, _ market: MarketUnits, _ client: Client) throws -> String {
    let markets = try client.call("perp_markets").arrayValue ?? []
    guard let mark = markets.first(where: { $0["symbol"]?.stringValue == market.rules.name })?["mark"]?.stringValue,
      let tick = try? market.nearestTick(to: mark)
    else {
      throw CommandFailure(exitCode: .checkFailed, message: "\(market.rules.name) has no price yet; give a --limit")
    }
    let ticks = UInt64(tick) * (side == .buy ? 11 : 9) / 10
    return market.price(tick: UInt32(min(max(ticks, 1), UInt64(MarketRules.tickLimit - 1))))
  }
}
