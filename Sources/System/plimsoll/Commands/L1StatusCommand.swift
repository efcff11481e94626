import JSON

/// `plimsoll l1 status`
enum L1StatusCommand: Command {
  static let specification = CommandSpecification(
    "l1 status", summary: "Shows the mock L1: its head, what waits, what its contracts hold.",
    options: ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    try client.show(try client.call(layer: .l1, "l1_status"), arguments)
    return .success
  }
}
