import JSON

/// `plimsoll heads`
enum HeadsCommand: Command {
  static let specification = CommandSpecification(
    "heads", summary: "Shows how far the chain is: sealed, on the L1, claimed there, final, and settled.",
    options: ClientOptions.reading
  )

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    try client.show(try client.call("rollup_heads"), arguments)
    return .success
  }
}
