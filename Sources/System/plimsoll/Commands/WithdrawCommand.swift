import JSON

/// `plimsoll withdraw`
enum WithdrawCommand: Command {
  static let specification = CommandSpecification(
    "withdraw", summary: "Puts money into the outbox, from which the bridge pays it on the L1.",
    arguments: [
      ArgumentSpecification("amount", .text("AMOUNT"), summary: "A decimal number of units, such as 1000.50.")
    ],
    options: [ClientOptions.asset, ClientOptions.subAccount] + ClientOptions.signing,
    choices: [ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let action: JSONValue = [
      "type": "withdraw", "asset": .string(arguments.required("asset")),
      "amount": .string(arguments.required("amount")),
    ]
    try client.show(try client.submit(action, Envelope(subAccountOf: arguments)), arguments)
    return .success
  }
}
