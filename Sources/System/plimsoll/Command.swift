/// A command: its entry in the table, and what it does.
protocol Command: SendableMetatype {
  static var specification: CommandSpecification { get }

  /// Writes results to `StandardStream.output` and everything else to `StandardStream.error`.
  ///
  /// - Throws: `UsageError` for a value that only the command can tell to be wrong, `CommandFailure` for every end that
  ///   has an exit code of its own; any other error ends with `ExitCode.checkFailed`.
  static func run(_ arguments: ParsedArguments) throws -> ExitCode
}
