import JSON

/// `plimsoll withdraw status`
enum WithdrawStatusCommand: Command {
  static let specification = CommandSpecification(
    "withdraw status", summary: "Shows how far a withdrawal has come.",
    options: [
      OptionSpecification(
        "index", .integer("N", in: 0...Int(UInt32.max)), summary: "Its place in the outbox, from 0.", isRequired: true)
    ] + ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let index = JSONValue.integer(Int64(arguments.integer("index") ?? 0))
    try client.show(try client.call(layer: .l1, "l1_withdrawal", index), arguments)
    return .success
  }
}
