import Foundation
import FraudProofs
import Node
import SSZ

/// `plimsoll prove`
enum ProveCommand: Command {
  static let specification = CommandSpecification(
    "prove", summary: "Writes the proof of one step of a block: all that somebody needs to take that step again.",
    discussion: """
      The file is the SSZ encoding of a step's witness: the parts of the state that the step touches, the hashes that lead \
      from them to the root before it, and the input that it reads. 'plimsoll verify' takes the step on the file alone.
      """,
    options: [
      .devnetDirectory, .block,
      OptionSpecification(
        "step", .integer("K", in: 0...Int.max), summary: "Which step, from 0, as 'plimsoll trace' counts.",
        isRequired: true),
      OptionSpecification("out", .file("FILE"), summary: "Where to write the proof.", isRequired: true),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let (block, index) = (try arguments.blockNumber, arguments.integer("step") ?? 0)
    var steps = try ChainFiles(reading: arguments.required("data")).steps(ofBlock: block)
    guard let step = steps.step(at: index) else {
      throw CommandFailure(exitCode: .checkFailed, message: "block \(block) has no step \(index)")
    }
    let (bytes, path) = (step.witness.encoded(), arguments.required("out"))
    do { try Data(bytes).write(to: URL(fileURLWithPath: path)) } catch {
      throw CommandFailure(exitCode: .checkFailed, message: "\(path) cannot be written: \(error.localizedDescription)")
    }
    try StandardStream.output.write(
      """
      step \(index) of block \(block): \(step.kind)
      from \(step.preRoot)
      to   \(step.postRoot)
      \(bytes.count) bytes in \(path)

      """)
    return .success
  }
}
