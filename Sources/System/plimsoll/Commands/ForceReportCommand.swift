import JSON

/// `plimsoll force report`
enum ForceReportCommand: Command {
  static let specification = CommandSpecification(
    "force report", summary: "Has the L1 force a signed price report upon the exchange.",
    discussion:
      "Anybody may send it, whoever has signed it: the exchange looks at the signature when it reads the message.",
    arguments: [
      ArgumentSpecification("report", .text("HEX"), summary: "SSZ of a SignedPriceReport, in hexadecimal.")
    ],
    options: ForceOptions.sending)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    try ForceOptions.force(["report": .string(arguments.required("report"))], arguments)
  }
}
