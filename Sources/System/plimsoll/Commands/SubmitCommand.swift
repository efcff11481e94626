import Foundation
import JSON

/// `plimsoll submit`
enum SubmitCommand: Command {
  static let specification = CommandSpecification(
    "submit", summary: "Signs any action, written as JSON in a file, and sends it.",
    discussion: """
      For what has no command of its own: {"type": "amend", ...}, {"type": "armDeadMan", ...} and \
      {"type": "batch", "operations": [...]}. The page of the node lists every action and its members.
      """,
    arguments: [ArgumentSpecification("file", .file("FILE"), summary: "An action in human units.")],
    options: ClientOptions.trading,
    choices: [ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let receipt = try client.submit(try action(in: arguments.required("file")), Envelope(trading: arguments))
    try client.show(receipt, arguments)
    return .success
  }

  private static func action(in path: String) throws -> JSONValue {
    guard let text = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(exitCode: .unavailable, message: "'\(path)' cannot be read")
    }
    do { return try JSONValue.parse(Array(text)) } catch {
      throw CommandFailure(exitCode: .usage, message: "'\(path)' is not JSON: \(error)")
    }
  }
}
