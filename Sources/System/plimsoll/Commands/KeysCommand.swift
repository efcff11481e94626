import Cryptography
import JSON

/// `plimsoll keys`
enum KeysCommand: Command {
  static let specification = CommandSpecification(
    "keys", summary: "Shows the ten development accounts and their private keys.", options: [.json])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    StandardStream.error.attempt("These keys are public. Funds sent to them on a live network WILL BE LOST.\n")
    try StandardStream.output.write(arguments.flag("json") ? json.text(.pretty) + "\n" : text)
    return .success
  }

  private static var json: JSONValue {
    .array(
      DevelopmentKeys.all.map { key in
        [
          "name": .string(key.name), "address": .string(key.address.checksummed),
          "privateKey": .string(key.privateKey.bytes.hex),
        ]
      })
  }

  private static var text: String {
    DevelopmentKeys.all.map { key in
      "\(key.name)\n  address      \(key.address.checksummed)\n  private key  \(key.privateKey.bytes.hex)\n"
    }.joined()
  }
}
