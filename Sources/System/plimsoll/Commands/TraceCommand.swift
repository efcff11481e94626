import FraudProofs
import JSON
import Node
import SSZ

/// `plimsoll trace`
enum TraceCommand: Command {
  static let specification = CommandSpecification(
    "trace", summary: "Lists the steps of a block: what each does, the roots around it, and how large its proof is.",
    discussion: """
      A block is a run of small steps, and the execution has a root between any two. Carries the block out again, on what \
      the blocks before it come to. 'plimsoll prove' writes the proof of one step.
      """,
    options: [.devnetDirectory, .block, .json])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let number = try arguments.blockNumber
    var steps = try ChainFiles(reading: arguments.required("data")).steps(ofBlock: number)
    let (start, progress) = (steps.root, ProgressLine())
    var lines: [JSONValue] = []
    var text = "block \(number) begins at \(start)\n"
    while let step = steps.next() {
      let bytes = step.witness.encoded().count
      progress.show("proving step \(step.index)")
      text += "\(step.index)  \(step.kind)  \(bytes) bytes\n  to \(step.postRoot)\n"
      lines.append([
        "index": .count(step.index), "kind": .string("\(step.kind)"), "preRoot": .hash(step.preRoot),
        "postRoot": .hash(step.postRoot), "witnessBytes": .count(bytes),
      ])
    }
    progress.end()
    let json: JSONValue = ["block": .count(number), "start": .hash(start), "steps": .array(lines)]
    try StandardStream.output.write(arguments.flag("json") ? json.text(.pretty) + "\n" : text)
    return .success
  }
}

extension OptionSpecification {
  static let devnetDirectory = Self(
    "data", .directory("DIR"), summary: "The directory of a devnet.", isRequired: true)

  static let block = Self(
    "block", .integer("N", in: 1...Int.max), summary: "Which block, by its number.", isRequired: true)
}

extension ParsedArguments {
  /// The value of `OptionSpecification.block`.
  var blockNumber: UInt64 {
    get throws {
      guard let number = integer("block") else { throw refusal(of: "block", because: "it is needed") }
      return UInt64(number)
    }
  }
}
