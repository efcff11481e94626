/// The command line tool: the commands it has, and the way from a command line to one of them.
enum Program {
  static let version = "0.1.0"

  /// In the order in which help lists them.
  static let commands: [any Command.Type] = [
    DevnetCommand.self, DeriveCommand.self, TraceCommand.self, ProveCommand.self, VerifyCommand.self,
    FraudDemoCommand.self, ChallengerCommand.self, StateCommand.self, DepositCommand.self, OrderCommand.self,
    CancelCommand.self, SubmitCommand.self, TransferCommand.self, WithdrawCommand.self, WithdrawProveCommand.self,
    WithdrawFinalizeCommand.self, WithdrawStatusCommand.self, ForceWithdrawCommand.self, ForceCancelAllCommand.self,
    ForceCloseCommand.self, ForceRevokeKeysCommand.self, ForceReportCommand.self, ForceIncludeCommand.self,
    ExitCommand.self, ExitCollectCommand.self, ExitRefundCommand.self, ExitFreezeCommand.self, ExitStatusCommand.self,
    MarginCommand.self, AddKeyCommand.self, RevokeKeyCommand.self, AccountCommand.self, BookCommand.self,
    BlockCommand.self, MarketsCommand.self, HeadsCommand.self, L1StatusCommand.self, L1AdvanceCommand.self,
    L1CongestCommand.self, L1ReorgCommand.self, BenchCommand.self, KeysCommand.self,
    VersionCommand.self,
  ]

  static let table = CommandTable(
    program: "plimsoll",
    version: version,
    summary: "a rollup devnet for designing margin rules",
    discussion: """
      Signed transactions become blocks of an exchange for perpetual futures. In every block its rules of margin and \
      liquidation are enforced, and whatever a block says can be computed again from what lies on the mock L1.

      Results go to standard output, progress and warnings to standard error.
      """,
    revised: "November 20, 2026",
    commands: commands.map { $0.specification })

  static func run(arguments: [String], environment: [String: String]) -> ExitCode {
    do {
      return try carryOut(try table.parse(arguments, environment: environment))
    } catch let error as UsageError {
      StandardStream.error.attempt(error.message(program: table.program))
      return .usage
    } catch let failure as CommandFailure {
      StandardStream.error.attempt("\(table.program): \(failure.message)\n")
      return failure.exitCode
    } catch {
      StandardStream.error.attempt("\(table.program): \(error)\n")
      return .checkFailed
    }
  }

  private static func carryOut(_ invocation: Invocation) throws -> ExitCode {
    switch invocation {
    case .help(let topic): try StandardStream.output.write(HelpPage(table: table, topic: topic).text)
    case .version: try StandardStream.output.write(VersionCommand.line)
    case .manual: try StandardStream.output.write(ManualPage(table: table).text)
    case .completionScript(let shell):
      try StandardStream.output.write(CompletionScript(table: table, shell: shell).text)
    case .command(let arguments):
      guard let command = commands.first(where: { $0.specification.name == arguments.command.name }) else {
        preconditionFailure("'\(arguments.command.name)' is in the table, which is made from the list of commands")
      }
      return try command.run(arguments)
    }
    return .success
  }
}
