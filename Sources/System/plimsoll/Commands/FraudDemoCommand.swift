import JSON
import Node

/// `plimsoll fraud demo`
enum FraudDemoCommand: Command {
  static let specification = CommandSpecification(
    "fraud demo", summary: "Plays out how a wrong claim is found, disputed and thrown out on the mock L1.",
    discussion: """
      Makes a few blocks and batches in memory, and lets somebody claim a wrong root. Somebody else notices; the two halve \
      what they disagree about until it is one step, and the L1 takes that step on a proof of a few kilobytes. Everything \
      is the code that a real dispute runs on. The exit status is 3 if the liar is not caught.
      """,
    options: [
      OptionSpecification(
        "corrupt", .text("BLOCK:STEP"),
        summary: "After which step the lie begins; by default in the middle of a liquidation."),
      OptionSpecification(
        "seed", .integer("N", in: 0...Int.max), summary: "Decides what is traded: the same seed tells the same story.",
        environment: "PLIMSOLL_SEED", default: "1"),
      .json,
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let world = try FraudWorld(seed: UInt64(arguments.integer("seed") ?? 1))
    guard var game = try FraudGame(world, at: arguments.corruption) else {
      throw arguments.refusal(
        of: "corrupt", because: "there are blocks 1 to \(FraudWorld.blockCount), and the block has no such step")
    }
    let report = try game.play()
    try StandardStream.output.write(
      arguments.flag("json") ? report.json.text(.pretty) + "\n" : FraudStory(report: report).text)
    return report.isCaught ? .success : .invariantBroke
  }
}
