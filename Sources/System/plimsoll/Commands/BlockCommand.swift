import JSON

/// `plimsoll block`
enum BlockCommand: Command {
  static let specification = CommandSpecification(
    "block", summary: "Shows a block: its header, and what was done in it.",
    arguments: [
      ArgumentSpecification(
        "block", .integer("N", in: 0...Int.max, orWords: ["latest"]), summary: "Which.", isOptional: true,
        default: "latest")
    ],
    options: ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let which = arguments.integer("block").map { JSONValue.integer(Int64($0)) } ?? .string("latest")
    let block = try client.call("perp_block", which)
    guard !block.isNull else {
      throw CommandFailure(exitCode: .checkFailed, message: "there is no such block yet")
    }
    try client.show(block, arguments)
    return .success
  }
}
