import Cryptography
import JSON
import Node

/// `plimsoll cancel`
enum CancelCommand: Command {
  static let specification = CommandSpecification(
    "cancel", summary: "Cancels orders and stops.",
    arguments: [
      ArgumentSpecification(
        "orders", .integer("ORDER-ID", in: 0...Int.max), summary: "As 'plimsoll order' and 'plimsoll account' show it.",
        isOptional: true, repeats: true)
    ],
    options: [
      OptionSpecification(
        "client-id", .integer("N", in: 1...Int.max), summary: "The newest order that was given this number; needs --in."
      ),
      OptionSpecification("all", summary: "All of the sub-account's orders; with --in those of one market."),
      OptionSpecification("in", .text("MARKET"), summary: "The market of --client-id or --all."),
    ] + ClientOptions.trading,
    choices: [.atMostOne(of: "client-id", "all"), ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let envelope = Envelope(trading: arguments)
    var receipts: [JSONValue] = []
    for action in try actions(arguments, envelope, client) { receipts.append(try client.submit(action, envelope)) }
    try client.show(.array(receipts), arguments)
    return .success
  }

  private static func actions(
    _ arguments: ParsedArguments, _ envelope: Envelope, _ client: Client
  ) throws -> [JSONValue] {
    let ids = arguments.all("orders")
    guard arguments.flag("all") || arguments.string("client-id") != nil else {
      guard !ids.isEmpty else {
        throw arguments.refusal(of: "ORDER-ID", because: "say which: order numbers, --client-id or --all")
      }
      guard arguments.string("in") == nil else {
        throw arguments.refusal(of: "in", because: "goes with --client-id or --all; an order's number says where it is")
      }
      return try orders(ids, of: envelope, client)
    }
    guard ids.isEmpty else {
      throw arguments.refusal(of: "ORDER-ID", because: "order numbers exclude --client-id and --all")
    }
    var action = JSONObject()
    action["type"] = arguments.flag("all") ? "cancelAll" : "cancel"
    if let market = arguments.string("in") { action["market"] = .string(market) }
    guard let id = arguments.string("client-id") else { return [.object(action)] }
    guard action["market"] != nil else { throw arguments.refusal(of: "client-id", because: "needs --in MARKET") }
    action["clientId"] = .string(id)
    return [.object(action)]
  }

  /// The open orders of the sub-account with these numbers, each in its market.
  private static func orders(_ ids: [String], of envelope: Envelope, _ client: Client) throws -> [JSONValue] {
    let owner = try envelope.owner ?? client.signer().address.checksummed
    let account = try client.call(
      "perp_account", Int64(owner).map { .integer($0) } ?? .string(owner),
      ["subAccount": .integer(Int64(envelope.subAccount))])
    let buckets = [account] + (account["isolated"]?.arrayValue ?? [])
    let open = buckets.flatMap { $0["orders"]?.arrayValue ?? [] }
    return try ids.map { id in
      guard let market = open.first(where: { $0["orderId"]?.stringValue == id })?["market"] else {
        let ids = open.compactMap { $0["orderId"]?.stringValue }.joined(separator: ", ")
        throw CommandFailure(
          exitCode: .checkFailed, message: "no order \(id) is open; open are: \(ids.isEmpty ? "none" : ids)")
      }
      return ["type": "cancel", "market": market, "orderId": .string(id)]
    }
  }
}
