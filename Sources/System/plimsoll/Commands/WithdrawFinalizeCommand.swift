import JSON

/// `plimsoll withdraw finalize`
enum WithdrawFinalizeCommand: Command {
  static let specification = CommandSpecification(
    "withdraw finalize", summary: "Has the bridge pay a withdrawal that was proven.",
    options: [
      OptionSpecification(
        "index", .integer("N", in: 0...Int(UInt32.max)), summary: "Its place in the outbox, from 0.", isRequired: true)
    ] + ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let index = JSONValue.integer(Int64(arguments.integer("index") ?? 0))
    try client.show(try client.call(layer: .l1, "dev_finalizeWithdrawal", index), arguments)
    return .success
  }
}
