import JSON

/// What commands of those who leave have in common.
enum ExitOptions {
  /// Nobody signs: an exit is paid to its owner, whoever asks for it.
  static let owner = OptionSpecification(
    "owner", .text("OWNER"), summary: "Whose: an address or an owner number.")

  static let ofOwner = [ClientOptions.name, owner, ClientOptions.subAccount] + ClientOptions.reading

  static let whose = OptionChoice.exactlyOne(of: "as", "owner")

  static func owner(_ arguments: ParsedArguments) -> JSONValue {
    let text = arguments.string("owner") ?? arguments.string("as") ?? ""
    return Int64(text).map { .integer($0) } ?? .string(text)
  }

  static func place(_ arguments: ParsedArguments) -> JSONValue {
    ["subAccount": .integer(Int64(arguments.integer("sub") ?? 0))]
  }
}

extension Client {
  /// What an answer says in words, or all of it as JSON.
  func tell(_ value: JSONValue, _ arguments: ParsedArguments) throws {
    guard !arguments.flag("json"), let lines = value["text"]?.arrayValue?.compactMap(\.stringValue) else {
      return try show(value, arguments)
    }
    let wrapped = lines.flatMap { TextWrapping.lines($0, width: TextWrapping.columns) }
    try StandardStream.output.write(wrapped.joined(separator: "\n") + "\n")
  }
}
