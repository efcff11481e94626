import JSON

/// `plimsoll force revoke-keys`
enum ForceRevokeKeysCommand: Command {
  static let specification = CommandSpecification(
    "force revoke-keys", summary: "Has the L1 force an owner's session keys to be taken back.",
    options: [
      OptionSpecification("slot", .integer("N", in: 1...8), summary: "This key alone; by default all of them.")
    ] + ForceOptions.sending)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    var action: JSONObject = ["type": "revokeKey"]
    if let slot = arguments.integer("slot") { action["slot"] = .integer(Int64(slot)) }
    return try ForceOptions.force(["action": .object(action)], arguments)
  }
}
