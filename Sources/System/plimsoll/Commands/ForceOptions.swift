import JSON

/// What the commands that force something have in common.
enum ForceOptions {
  static let name = OptionSpecification(
    "as", .text("NAME"), summary: "Sends it to the L1 for this development account; 'plimsoll keys' lists their names.",
    isRequired: true, environment: "PLIMSOLL_AS")

  static let sending = [name, ClientOptions.url, .json]

  /// Sends the action of a sub-account and shows where it stands in the inbox.
  static func force(action: JSONValue, ofSubAccount number: Int?, _ arguments: ParsedArguments) throws -> ExitCode {
    try force(["subAccount": .integer(Int64(number ?? 0)), "action": action], arguments)
  }

  /// - Parameter message: without its sender.
  static func force(_ message: JSONObject, _ arguments: ParsedArguments) throws -> ExitCode {
    var message = message
    message["from"] = .string(arguments.required("as"))
    return try send("dev_force", .object(message), arguments)
  }

  /// Calls a method and shows its answer: for people, its sentence.
  static func send(_ method: String, _ parameter: JSONValue, _ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let answer = try client.call(layer: .l1, method, parameter)
    guard !arguments.flag("json"), let sentence = answer["sentence"]?.stringValue else {
      try client.show(answer, arguments)
      return .success
    }
    try StandardStream.output.write(sentence + "\n")
    return .success
  }
}
