import JSON

/// `plimsoll l1 congest`
enum L1CongestCommand: Command {
  static let specification = CommandSpecification(
    "l1 congest", summary: "Lets the next blocks of the mock L1 include nothing.",
    discussion: """
      What is sent waits: deposits, batches, claims. 0 ends it.
      """,
    options: [
      OptionSpecification(
        "blocks", .integer("N", in: 0...1_000_000), summary: "How many blocks.", default: "1")
    ] + ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let count = JSONValue.integer(Int64(arguments.integer("blocks") ?? 1))
    try client.show(try client.call(layer: .l1, "dev_congest", count), arguments)
    return .success
  }
}
