import JSON

/// `plimsoll force-include`
enum ForceIncludeCommand: Command {
  static let specification = CommandSpecification(
    "force-include", summary: "Has the L1 read overdue messages in the sequencer's place.",
    discussion: """
      Anybody may ask for it, as soon as a message has waited in the inbox for longer than the L1's rules allow. If none has, \
      the answer says how many L1 blocks are left, and the exit status is 1.
      """,
    options: [
      OptionSpecification(
        "as", .text("NAME"), summary: "Which development account asks.", environment: "PLIMSOLL_AS", default: "erin"),
      ClientOptions.url, .json,
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    try ForceOptions.send("dev_forceInclude", .string(arguments.required("as")), arguments)
  }
}
