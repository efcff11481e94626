import JSON

/// `plimsoll key revoke`
enum RevokeKeyCommand: Command {
  static let specification = CommandSpecification(
    "key revoke", summary: "Takes a session key back.", arguments: [AddKeyCommand.slot], options: ClientOptions.signing,
    choices: [ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let slot = JSONValue.integer(Int64(arguments.integer("slot") ?? 0))
    try client.show(try client.submit(["type": "revokeKey", "slot": slot]), arguments)
    return .success
  }
}
