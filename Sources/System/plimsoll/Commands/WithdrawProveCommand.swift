import JSON

/// `plimsoll withdraw prove`
enum WithdrawProveCommand: Command {
  static let specification = CommandSpecification(
    "withdraw prove", summary: "Shows the bridge a withdrawal in the outbox, by Merkle proof.",
    discussion: """
      The root after its block must be claimed on the L1. Once that claim is settled and a delay has passed, it can be paid.
      """,
    options: [
      OptionSpecification(
        "index", .integer("N", in: 0...Int(UInt32.max)), summary: "Its place in the outbox, from 0.", isRequired: true)
    ] + ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let index = JSONValue.integer(Int64(arguments.integer("index") ?? 0))
    try client.show(try client.call(layer: .l1, "dev_proveWithdrawal", index), arguments)
    return .success
  }
}
