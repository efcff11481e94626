/// Why a command ended without its result: one line for standard error, and what the shell is told.
struct CommandFailure: Error, Equatable {
  let exitCode: ExitCode
  let message: String
}
