/// `plimsoll version`
enum VersionCommand: Command {
  static let specification = CommandSpecification(
    "version", summary: "Shows the version.", options: [.json])

  static let line = "plimsoll \(Program.version)\n"

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    try StandardStream.output.write(
      arguments.flag("json") ? JSONText.of(["version": Program.version]) : line)
    return .success
  }
}
