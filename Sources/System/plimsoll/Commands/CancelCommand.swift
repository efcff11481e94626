import Cryptography
import JSON
import Ledger
import Units
import Node

/// `plimsoll cancel`
enum CancelCommand: Command {
  static let specification = CommandSpecification(
    "cancel", summary: "Cancels orders.",
    arguments: [
      ArgumentSpecification(
        "orders", .integer("ORDER-ID", in: 0...Int.max), summary: "As 'plimsoll order' and 'plimsoll account' show it.",
        repeats: true)
    ],
    options: ClientOptions.signing,
    choices: [ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let account = try client.call("perp_account", .string(try client.signer().address.checksummed))
    var receipts: [JSONValue] = []
    for id in arguments.all("orders") {
      receipts.append(try client.submit(.cancel(try order(id, of: account, client))))
    }
    try client.show(.array(receipts), arguments)
    return .success
  }

  /// The open order of the account with this number, and its market.
  private static func order(_ id: String, of account: JSONValue, _ client: Client) throws -> CancelOrder {
    let open = account["orders"]?.arrayValue ?? []
    guard let order = open.first(where: { $0["orderId"]?.stringValue == id }),
      let market = order["market"]?.stringValue, let number = UInt64(id)
    else {
      let ids = open.compactMap { $0["orderId"]?.stringValue }.joined(separator: ", ")
      throw CommandFailure(
        exitCode: .checkFailed, message: "no order \(id) is open; open are: \(ids.isEmpty ? "none" : ids)")
    }
    return CancelOrder(market: try client.market(market).rules.feed, order: OrderID(rawValue: number))
  }
}
