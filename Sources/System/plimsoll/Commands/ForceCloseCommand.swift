import JSON

/// `plimsoll force close`
enum ForceCloseCommand: Command {
  static let specification = CommandSpecification(
    "force close", summary: "Has the L1 force a position closed through the book.",
    discussion: """
      It becomes an order that only makes the position smaller, trades at once and never rests; which side it takes follows \
      from the position when its turn comes.
      """,
    arguments: [
      ArgumentSpecification("market", .text("MARKET"), summary: "Such as BTC-PERP; 'plimsoll markets' lists them.")
    ],
    options: [
      OptionSpecification("size", .text("SIZE"), summary: "Closes no more than this; by default the whole position."),
      OptionSpecification("limit", .text("PRICE"), summary: "Trades at no worse price; by default at any."),
      ClientOptions.subAccount,
    ] + ForceOptions.sending)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    var action: JSONObject = ["type": "close", "market": .string(arguments.required("market"))]
    if let size = arguments.string("size") { action["size"] = .string(size) }
    if let price = arguments.string("limit") { action["price"] = .string(price) }
    return try ForceOptions.force(
      action: .object(action), ofSubAccount: arguments.integer("sub"), arguments)
  }
}
