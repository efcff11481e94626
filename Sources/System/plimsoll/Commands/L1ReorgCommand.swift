import JSON

/// `plimsoll l1 reorg`
enum L1ReorgCommand: Command {
  static let specification = CommandSpecification(
    "l1 reorg", summary: "Takes back the last blocks of the mock L1 and puts empty ones in their place.",
    discussion: """
      What the blocks held comes after them. The node posts lost batches again, and makes those blocks again that had read messages which come again in other L1 blocks. Nothing final is taken back.
      """,
    options: [
      OptionSpecification(
        "depth", .integer("N", in: 1...1_000_000), summary: "How many blocks.", default: "1")
    ] + ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let count = JSONValue.integer(Int64(arguments.integer("depth") ?? 1))
    try client.show(try client.call(layer: .l1, "dev_reorg", count), arguments)
    return .success
  }
}
