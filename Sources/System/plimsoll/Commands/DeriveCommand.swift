import Foundation
import Glibc
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
    let bar = DeriveProgress()
    let report = try files.derive { bar.show($0, of: $1) }
    bar.end()
    try StandardStream.output.write(arguments.flag("json") ? report.json.text(.pretty) + "\n" : report.text)
    return report.difference == nil ? .success : .checkFailed
  }
}

/// How many batches are done, on a terminal.
private struct DeriveProgress {
  private let isTerminal = isatty(STDERR_FILENO) != 0

  func show(_ done: UInt64, of count: UInt64) {
    guard isTerminal else { return }
    StandardStream.error.attempt("\rderiving: batch \(done) of \(count)\u{1B}[K")
  }

  func end() { if isTerminal { StandardStream.error.attempt("\r\u{1B}[K") } }
}
