import JSON

/// `plimsoll markets`
enum MarketsCommand: Command {
  static let specification = CommandSpecification(
    "markets", summary: "Lists the markets: tick, lot, margin, last mark price.", options: ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    try client.show(try client.call("perp_markets"), arguments)
    return .success
  }
}
