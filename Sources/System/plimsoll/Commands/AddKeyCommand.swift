import Cryptography
import JSON
import Ledger
import Node

/// `plimsoll key add`
enum AddKeyCommand: Command {
  static let specification = CommandSpecification(
    "key add", summary: "Lets another key sign for you, within a scope: a session key.",
    discussion: """
      It never reaches the money: a session key cannot transfer, withdraw, isolate, or change keys. Who holds it gives \
      --for to the commands that it may sign.
      """,
    arguments: [
      slot,
      ArgumentSpecification(
        "address", .text("NAME|ADDRESS"), summary: "Whose key: a development account, or an address."),
    ],
    options: [
      OptionSpecification(
        "market", .text("MARKET"), summary: "It may trade this market; may be repeated. Without it, all markets.",
        repeats: true),
      OptionSpecification(
        "action", .words(delegable, named: "ACTION"),
        summary: """
          It may sign this: place, cancel, amend, cancelAll, batch or armDeadMan; may be repeated. Without it, all.
          """,
        repeats: true),
      OptionSpecification(
        "expires", .integer("SECONDS", in: 1...31_536_000), summary: "Ends it so long after the last block."),
      OptionSpecification(
        "cap", .text("USDC"), summary: "What position and orders in one market may be worth; 0 for no limit.",
        default: "0"),
    ] + ClientOptions.signing,
    choices: [ClientOptions.signer])

  static let slot = ArgumentSpecification(
    "slot", .integer("SLOT", in: 1...Owner.keySlotLimit), summary: "Which of your slots, 1 to 8.")

  /// What a session key may ever sign.
  private static let delegable = ActionWords.selectors.all.filter { name in
    ActionWords.selectors[name].map { AddKey.delegable >> UInt32($0) & 1 == 1 } ?? false
  }

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    var action = JSONObject()
    action["type"] = "addKey"
    action["slot"] = .integer(Int64(arguments.integer("slot") ?? 0))
    let name = arguments.required("address")
    action["address"] = .string(DevelopmentKeys.named(name)?.address.checksummed ?? name)
    if let seconds = arguments.integer("expires") { action["expiryMs"] = try client.timestampMs(after: seconds) }
    let markets = arguments.all("market").map { JSONValue.string($0) }
    action["markets"] = .array(try markets.isEmpty ? client.marketSymbols() : markets)
    let actions = arguments.all("action")
    action["actions"] = .array((actions.isEmpty ? delegable : actions).map { .string($0) })
    action["notionalCap"] = .string(arguments.required("cap"))
    try client.show(try client.submit(.object(action)), arguments)
    return .success
  }
}
