import Node

/// The options of every command that talks to a running devnet.
enum ClientOptions {
  static let url = OptionSpecification(
    "url", .text("U"), summary: "Where the devnet listens.", environment: "PLIMSOLL_URL",
    default: "http://127.0.0.1:9545")

  static let name = OptionSpecification(
    "as", .text("NAME"), summary: "Acts for this development account; 'plimsoll keys' lists their names.",
    environment: "PLIMSOLL_AS")

  static let key = OptionSpecification(
    "key", .text("HEX"), summary: "Acts for the owner of this private key, 32 bytes in hexadecimal.",
    environment: "PLIMSOLL_KEY")

  static let subAccount = OptionSpecification(
    "sub", .integer("N", in: 0...255), summary: "Which sub-account.", default: "0")

  static let owner = OptionSpecification(
    "for", .text("OWNER"),
    summary: "Signs with a session key: for this owner, given by name, address or number.")

  static let asset = OptionSpecification(
    "asset", .text("ASSET"), summary: "USDC, or the collateral asset that the devnet takes.", default: "USDC")

  /// For a command that only reads.
  static let reading = [url, .json]

  /// For a command that signs: it needs `signer` among its choices.
  static let signing = [name, key, url, .json]

  /// For a command that a session key may sign.
  static let trading = [subAccount, owner] + signing

  static let signer = OptionChoice.exactlyOne(of: "as", "key")
}
