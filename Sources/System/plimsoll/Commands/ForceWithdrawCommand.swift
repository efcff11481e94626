import JSON

/// `plimsoll force withdraw`
enum ForceWithdrawCommand: Command {
  static let specification = CommandSpecification(
    "force withdraw", summary: "Has the L1 force a withdrawal into the outbox.",
    discussion: """
      The sequencer cannot leave out what is in the L1's inbox. Whether the account can pay is for the exchange to say, when \
      it reads the message.
      """,
    arguments: [
      ArgumentSpecification("amount", .text("AMOUNT"), summary: "A decimal number of units, such as 1000.50.")
    ],
    options: [ClientOptions.asset, ClientOptions.subAccount] + ForceOptions.sending)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    try ForceOptions.force(
      action: [
        "type": "withdraw", "asset": .string(arguments.required("asset")),
        "amount": .string(arguments.required("amount")),
      ], ofSubAccount: arguments.integer("sub"), arguments)
  }
}
