import Cryptography
import JSON

/// `plimsoll account`
enum AccountCommand: Command {
  static let specification = CommandSpecification(
    "account", summary: "Shows an account: collateral, positions, orders, and its distance from liquidation.",
    arguments: [
      ArgumentSpecification(
        "owner", .text("NAME|ADDRESS|NUMBER"),
        summary: "Whose: a development account, an address or an owner number. Without it, the signer's.",
        isOptional: true)
    ],
    options: ClientOptions.signing + [
      OptionSpecification(
        "explain", summary: "Say why: every input, comparison and gap, and what would cure it."),
      ClientOptions.subAccount,
    ],
    choices: [.atMostOne(of: "as", "key")])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let owner = try subject(arguments, client)
    let subAccount = JSONValue.integer(Int64(arguments.integer("sub") ?? 0))
    guard arguments.flag("explain") else {
      try client.show(try client.call("perp_account", owner, ["subAccount": subAccount]), arguments)
      return .success
    }
    let explanation = try client.call("perp_explain", ["owner": owner, "subAccount": subAccount])
    guard !arguments.flag("json") else {
      try client.show(explanation, arguments)
      return .success
    }
    let lines = explanation["text"]?.arrayValue?.compactMap(\.stringValue) ?? []
    try StandardStream.output.write(lines.joined(separator: "\n") + "\n")
    return .success
  }

  /// The owner that is named, by number, address or name; otherwise the signer.
  private static func subject(_ arguments: ParsedArguments, _ client: Client) throws -> JSONValue {
    guard let text = arguments.string("owner") else { return .string(try client.signer().address.checksummed) }
    return Int64(text).map { .integer($0) } ?? .string(text)
  }
}
