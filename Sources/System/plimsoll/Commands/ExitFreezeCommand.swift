import JSON

/// `plimsoll exit freeze`
enum ExitFreezeCommand: Command {
  static let specification = CommandSpecification(
    "exit freeze", summary: "Ends the rollup, whose sequencer has been silent for too long.",
    discussion: """
      From then on there are only exits. What stands at the last settled claim is what counts; what was posted after it did not happen.
      """,
    options: [
      OptionSpecification(
        "advance", summary: "First makes the blocks of the mock L1 that are missing, without the sequencer.")
    ] + ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    try client.tell(try client.call(layer: .l1, "dev_freeze", .bool(arguments.flag("advance"))), arguments)
    return .success
  }
}
