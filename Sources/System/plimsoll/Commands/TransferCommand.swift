import JSON

/// `plimsoll transfer`
enum TransferCommand: Command {
  static let specification = CommandSpecification(
    "transfer", summary: "Moves money to another sub-account, or to another owner.",
    discussion: "The first transfer to the next sub-account of one's own opens it.",
    arguments: [
      ArgumentSpecification("amount", .text("AMOUNT"), summary: "A decimal number of units, such as 1000.50."),
      ArgumentSpecification(
        "recipient", .text("NAME|ADDRESS|NUMBER"), summary: "Who receives it; yourself, with another --to-sub."),
    ],
    options: [
      OptionSpecification(
        "to-sub", .integer("N", in: 0...255), summary: "Which of the recipient's sub-accounts.", default: "0"),
      ClientOptions.asset, ClientOptions.subAccount,
    ] + ClientOptions.signing,
    choices: [ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let name = arguments.required("recipient")
    let recipient = try client.call("perp_account", Int64(name).map { .integer($0) } ?? .string(name))
    let action: JSONValue = [
      "type": "transfer", "toOwner": recipient["owner"] ?? .null, "toAddress": recipient["address"] ?? .null,
      "toSubAccount": .integer(Int64(arguments.integer("to-sub") ?? 0)),
      "asset": .string(arguments.required("asset")), "amount": .string(arguments.required("amount")),
    ]
    try client.show(try client.submit(action, Envelope(subAccountOf: arguments)), arguments)
    return .success
  }
}
