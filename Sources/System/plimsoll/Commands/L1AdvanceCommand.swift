import JSON

/// `plimsoll l1 advance`
enum L1AdvanceCommand: Command {
  static let specification = CommandSpecification(
    "l1 advance", summary: "Makes blocks of the mock L1 at once.",
    discussion: """
      Delays of the L1's contracts are counted in its blocks.
      """,
    options: [
      OptionSpecification(
        "blocks", .integer("N", in: 1...1_000_000), summary: "How many blocks.", default: "1")
    ] + ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let count = JSONValue.integer(Int64(arguments.integer("blocks") ?? 1))
    try client.show(try client.call(layer: .l1, "dev_advance", count), arguments)
    return .success
  }
}
