import JSON

/// `plimsoll exit status`
enum ExitStatusCommand: Command {
  static let specification = CommandSpecification(
    "exit status", summary: "Shows whether the rollup has ended or can be, and how far its exits have come.",
    options: ExitOptions.ofOwner, choices: [.atMostOne(of: "as", "owner")])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let isAboutOwner = arguments.string("as") != nil || arguments.string("owner") != nil
    let status =
      isAboutOwner
      ? try client.call(layer: .l1, "l1_escape", ExitOptions.owner(arguments), ExitOptions.place(arguments))
      : try client.call(layer: .l1, "l1_escape")
    try client.tell(status, arguments)
    return .success
  }
}
