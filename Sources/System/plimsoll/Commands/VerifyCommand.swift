import Cryptography
import Foundation
import FraudProofs
import JSON
import Node

/// `plimsoll verify`
enum VerifyCommand: Command {
  static let specification = CommandSpecification(
    "verify", summary: "Takes the step that a proof is of, on what the proof shows and nothing else.",
    discussion: """
      Prints where the step leads. The exit status is 1 if the file is not exactly what the step needs, if it shows a \
      state that no chain can have, if it is about another root than --from, or if the step leads elsewhere than \
      --expect.
      """,
    arguments: [ArgumentSpecification("proof", .file("FILE"), summary: "What 'plimsoll prove' has written.")],
    options: [
      OptionSpecification("from", .text("ROOT"), summary: "The root of the execution before the step."),
      OptionSpecification("expect", .text("ROOT"), summary: "The root of the execution after the step."),
      .json,
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let (from, expected) = (try arguments.root("from"), try arguments.root("expect"))
    let path = arguments.required("proof")
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(exitCode: .checkFailed, message: "\(path) cannot be read")
    }
    let step: VerifiedStep
    do throws(WitnessFault) {
      step = try StepWitness(bytes: Array(bytes)).verify(from: from)
      if let expected { try step.check(postRoot: expected) }
    } catch { throw CommandFailure(exitCode: .checkFailed, message: "\(path) proves nothing: \(error)") }
    let json: JSONValue = [
      "block": .count(step.blockNumber), "kind": .string("\(step.kind)"), "preRoot": .hash(step.preRoot),
      "postRoot": .hash(step.postRoot),
    ]
    let text = """
      a step of block \(step.blockNumber): \(step.kind)
      from \(step.preRoot)
      to   \(step.postRoot)

      """
    try StandardStream.output.write(arguments.flag("json") ? json.text(.pretty) + "\n" : text)
    return .success
  }
}

extension ParsedArguments {
  /// A root that was given as hexadecimal text; nil if none was.
  fileprivate func root(_ name: String) throws -> Bytes32? {
    guard let text = string(name) else { return nil }
    guard let root = Bytes32(hex: text) else { throw refusal(of: name, because: "a root is 0x and 64 hex digits") }
    return root
  }
}
