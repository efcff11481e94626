import JSON

/// `plimsoll exit refund`
enum ExitRefundCommand: Command {
  static let specification = CommandSpecification(
    "exit refund", summary: "Gives deposits back that the rollup had not read when it ended.",
    options: [
      ClientOptions.name, ExitOptions.owner,
      OptionSpecification(
        "message", .integer("N", in: 0...Int(UInt32.max)), summary: "The deposit with this place in the inbox, from 0."),
    ] + ClientOptions.reading, choices: [.exactlyOne(of: "as", "owner", "message")])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let refunds = try messages(arguments, client).map { try client.call(layer: .l1, "dev_refundDeposit", $0) }
    let text = refunds.flatMap { $0["text"]?.arrayValue ?? [] }
    try client.tell(["refunds": .array(refunds), "text": .array(text)], arguments)
    return .success
  }

  /// The one that is named, or all of the owner's that were not given back yet.
  private static func messages(_ arguments: ParsedArguments, _ client: Client) throws -> [JSONValue] {
    if let index = arguments.integer("message") { return [.integer(Int64(index))] }
    let status = try client.call(layer: .l1, "l1_escape", ExitOptions.owner(arguments))
    guard status["isFrozen"]?.boolValue == true else {
      throw CommandFailure(
        exitCode: .checkFailed, message: "the rollup has not ended; 'plimsoll exit status' says when it can be")
    }
    let due = (status["refunds"]?.arrayValue ?? []).filter { $0["isRefunded"]?.boolValue == false }
    guard !due.isEmpty else {
      throw CommandFailure(
        exitCode: .checkFailed,
        message: "there is no deposit to give back: what was read before the end is taken out with 'plimsoll exit'")
    }
    return due.compactMap { $0["message"] }
  }
}
