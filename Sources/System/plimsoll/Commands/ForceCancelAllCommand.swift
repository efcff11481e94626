import JSON

/// `plimsoll force cancel-all`
enum ForceCancelAllCommand: Command {
  static let specification = CommandSpecification(
    "force cancel-all", summary: "Has the L1 force orders and stops out of the books.",
    options: [
      OptionSpecification("in", .text("MARKET"), summary: "Of this market alone."), ClientOptions.subAccount,
    ] + ForceOptions.sending)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    var action: JSONObject = ["type": "cancelAll"]
    if let market = arguments.string("in") { action["market"] = .string(market) }
    return try ForceOptions.force(
      action: .object(action), ofSubAccount: arguments.integer("sub"), arguments)
  }
}
