import JSON

/// `plimsoll exit`
enum ExitCommand: Command {
  static let specification = CommandSpecification(
    "exit", summary: "Takes out what an owner has, after the rollup has ended.",
    discussion: """
      Shows the bridge by Merkle proof what each account of the sub-account was worth at the last settled claim: cash, positions at their marks, collateral. Within a window it is registered, so that what there is can be shared; 'plimsoll exit collect' pays it then. Later it is paid at once, of what is left.
      """,
    options: ExitOptions.ofOwner, choices: [ExitOptions.whose])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let (owner, place) = (ExitOptions.owner(arguments), ExitOptions.place(arguments))
    try client.tell(try client.call(layer: .l1, "dev_exit", owner, place), arguments)
    return .success
  }
}
