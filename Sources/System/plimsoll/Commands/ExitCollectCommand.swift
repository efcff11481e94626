import JSON

/// `plimsoll exit collect`
enum ExitCollectCommand: Command {
  static let specification = CommandSpecification(
    "exit collect", summary: "Has the shares of accounts paid that were shown in time.",
    discussion: """
      Each receives what it was worth if there is enough for all, and else the same part of it as all others.
      """,
    options: ExitOptions.ofOwner, choices: [ExitOptions.whose])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let (owner, place) = (ExitOptions.owner(arguments), ExitOptions.place(arguments))
    try client.tell(try client.call(layer: .l1, "dev_collectExit", owner, place), arguments)
    return .success
  }
}
