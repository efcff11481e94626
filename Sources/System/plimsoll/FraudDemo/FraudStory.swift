import Cryptography
import MockL1
import Settlement

/// The report for people who have never seen a dispute: text of at most 80 columns.
struct FraudStory {
  let report: FraudReport

  var text: String {
    (opening + claims + rules + moves + ending).joined(separator: "\n") + "\n"
  }

  private var opening: [String] {
    paragraph(
      """
      An exchange has run for \(FraudWorld.blockCount) blocks; in one of them a trader was liquidated. The inputs of the \
      blocks lie on the L1, in \(report.entryCount) batches. To carry them out takes \(report.stepCount) small steps, and \
      after each of them the exchange has a root: one hash over all that it knows.
      """)
      + paragraph(
        """
        dave tells the L1 the root after each batch, with a bond of \(FraudReport.usdc(FraudWorld.claimBondAtoms)) USDC. \
        erin computes the same from what lies on the L1. What nobody disputes for \
        \(DisputeRules().clockMs / 60_000) minutes counts as true.
        """)
  }

  private var claims: [String] {
    report.claims.filter { $0.who == FraudGame.liar }.map {
      line($0.seconds, $0.who, "claims \(short($0.root)) after batch \($0.entryIndex + 1): " + verdict($0.isRight))
    } + [""]
  }

  private func verdict(_ isRight: Bool) -> String { isRight ? "erin agrees" : "erin does not" }

  private var rules: [String] {
    paragraph(
      """
      In dave's version the insurance fund has \(FraudGame.giftUSDC / 1_000_000) million USDC more than it should, from \
      \(report.lie) on. \
      The L1 cannot carry out batches to see who is right. It lets the two halve what they disagree about: each names the \
      root in the middle of what is left, and the other says whether that is right, so that the error comes later, or wrong \
      already. Each answer costs a bond and must come in time. (There is room for \(1 << UInt64(FraudWorld.stepLevels)) steps \
      in a batch. Where nothing happens any more is searched too, but not counted below.)
      """) + ["   time  who   the other's last root is    still in question"]
  }

  private var moves: [String] {
    report.moves.map { move in
      let answer = move.isAttack ? "wrong already" : "right, the error is later"
      return line(
        move.seconds, move.who, answer + String(repeating: " ", count: 28 - answer.count) + left(move.remaining))
    } + [""]
  }

  private func left(_ remaining: FraudReport.Remaining) -> String {
    let steps = remaining.stepCount == 1 ? "1 step" : "\(remaining.stepCount) steps"
    let entries = remaining.entries
    guard entries.count == 1, let blocks = remaining.blocks else {
      return "batch\(numbers(entries.lowerBound + 1...entries.upperBound + 1, plural: "es")), \(steps)"
    }
    return "block\(numbers(blocks, plural: "s")), \(steps)"
  }

  private func numbers(_ range: ClosedRange<UInt64>, plural: String) -> String {
    range.count == 1 ? " \(range.lowerBound)" : "\(plural) \(range.lowerBound) to \(range.upperBound)"
  }

  private var ending: [String] {
    guard let step = report.step, report.isCaught else { return paragraph("The liar was not caught: this is a bug.") }
    return paragraph(
      """
      One step is left: \(step.place). At \(time(step.seconds)) \(step.who) sends a proof of it, \(step.proofBytes) bytes \
      that show all the step touches. The L1 takes the step itself. It comes to \(short(step.rightRoot)), and dave said \
      \(short(step.wrongRoot)).
      """)
      + paragraph(
        """
        The clock runs out on everything else: at \(report.defeatedSeconds.map(time) ?? "no time") dave's claim is thrown \
        out. erin claims what is right, nobody disputes it, and at \(report.settledSeconds.map(time) ?? "no time") it \
        counts.
        """)
      + paragraph(
        """
        dave has lost bonds of \(FraudReport.usdc(report.lostBondAtoms)) USDC. Half of each went to whoever refuted him; \
        \(FraudReport.usdc(report.burnedAtoms)) USDC were burned, so that nobody gains by disputing with himself.
        """) + report.gains.map { "  \($0.who)  \($0.atoms > 0 ? "+" : "")\(FraudReport.usdc($0.atoms)) USDC" }
      + ["", "The liar was caught."]
  }

  private func paragraph(_ text: String) -> [String] { TextWrapping.lines(text, width: TextWrapping.columns) + [""] }

  private func line(_ seconds: UInt64, _ who: String, _ text: String) -> String {
    let time = time(seconds)
    return String(repeating: " ", count: max(0, 7 - time.count)) + "\(time)  \(who)  \(text)"
  }

  private func time(_ seconds: UInt64) -> String {
    "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }

  private func short(_ root: Bytes32) -> String { root.hex.prefix(10) + ".." }
}
