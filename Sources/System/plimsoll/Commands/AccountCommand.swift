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
    options: ClientOptions.signing,
    choices: [.atMostOne(of: "as", "key")])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let account = try client.call("perp_account", try subject(arguments, client))
    try client.show(account, arguments)
    return .success
  }

  /// The owner that is named, by number, address or name; otherwise the signer.
  private static func subject(_ arguments: ParsedArguments, _ client: Client) throws -> JSONValue {
    guard let text = arguments.string("owner") else { return .string(try client.signer().address.checksummed) }
    return Int64(text).map { .integer($0) } ?? .string(text)
  }
}
