/// What a command line asks for.
enum Invocation: Sendable {
  case help(HelpTopic)
  case version
  case manual
  case completionScript(Shell)
  case command(ParsedArguments)
}
