import JSON

/// `plimsoll margin`
enum MarginCommand: Command {
  static let specification = CommandSpecification(
    "margin", summary: "Gives a market collateral of its own, or takes it back into the cross bucket.",
    arguments: [
      ArgumentSpecification("market", .text("MARKET"), summary: "Such as BTC-PERP."),
      ArgumentSpecification(
        "mode", .words(["isolated", "cross"]), summary: "With money of its own, or with that of all other markets."),
    ],
    options: [
      OptionSpecification(
        "cash", .text("AMOUNT"),
        summary: "USDC that moves into the isolated account; with a minus sign, back (--cash=-100).", default: "0"),
      ClientOptions.subAccount,
    ] + ClientOptions.signing,
    choices: [ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let action: JSONValue = [
      "type": "setMarginMode", "market": .string(arguments.required("market")),
      "isolated": .bool(arguments.required("mode") == "isolated"), "cash": .string(arguments.required("cash")),
    ]
    try client.show(try client.submit(action, Envelope(subAccountOf: arguments)), arguments)
    return .success
  }
}
