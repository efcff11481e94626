import Foundation
import JSON
import Node

/// `plimsoll derive`
enum DeriveCommand: Command {
  static let specification = CommandSpecification(
    "derive", summary: "Computes every block again from what lies on the mock L1, and compares.",
    discussion: """
      Reads genesis.json and l1.db, and nothing else, to make the blocks; then compares them with chain.db. The first \
      difference is named by block and header field, and by step where the inputs differ or a trace was kept. The exit \
      status is 1 then.
      """,
    options: [
      OptionSpecification("data", .directory("DIR"), summary: "The directory of a devnet.", isRequired: true),
      .json,
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let files = try ChainFiles(reading: arguments.required("data"))
    let progress = ProgressLine()
    let report = try files.derive { progress.show("deriving: batch \($0) of \($1)") }
    progress.end()
    try StandardStream.output.write(arguments.flag("json") ? report.json.text(.pretty) + "\n" : report.text)
    return report.difference == nil ? .success : .checkFailed
  }
}
