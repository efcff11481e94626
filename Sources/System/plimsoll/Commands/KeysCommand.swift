import Cryptography

/// `plimsoll keys`
enum KeysCommand: Command {
  static let specification = CommandSpecification(
    "keys", summary: "Lists the development accounts: name, address and private key.",
    discussion: """
      They are the first ten accounts of the mnemonic 'test test test test test test test test test test test junk', which \
      every Ethereum development tool knows. A devnet funds them at its start.
      """,
    options: [.json])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    StandardStream.error.attempt(warning)
    let rows = DevelopmentKeys.all.map(Row.init)
    try StandardStream.output.write(arguments.flag("json") ? JSONText.of(rows) : rows.map(\.line).joined())
    return .success
  }

  private static let warning = """
    These keys are public: everybody has them. Funds sent to them on any real network WILL BE LOST.

    """

  private struct Row: Encodable {
    let name: String
    let address: String
    let privateKey: String

    init(_ key: DevelopmentKey) {
      name = key.name
      address = key.address.checksummed
      privateKey = key.privateKey.bytes.hex
    }

    /// Columns that stand below each other: names have at most six letters.
    var line: String {
      let padding = String(repeating: " ", count: max(0, 6 - name.count))
      return "\(name)\(padding)  \(address)  \(privateKey)\n"
    }
  }
}
