import JSON

/// `plimsoll book`
enum BookCommand: Command {
  static let specification = CommandSpecification(
    "book", summary: "Shows the order book of a market.",
    arguments: [
      ArgumentSpecification("marketName", .text("MARKET"), summary: "Such as BTC-PERP; 'plimsoll markets' lists them.")
    ],
    options: [
      OptionSpecification(
        "depth", .integer("N", in: 1...1_000), summary: "How many price levels of each side.", default: "10")
    ] + ClientOptions.reading)

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(reading: arguments)
    let book = try client.call(
      "perp_book", .string(arguments.required("marketName")), .integer(Int64(arguments.integer("depth") ?? 10)))
    guard !arguments.flag("json") else {
      try client.show(book, arguments)
      return .success
    }
    try StandardStream.output.write(table(book))
    return .success
  }

  /// Asks above bids, as every trader expects them.
  private static func table(_ book: JSONValue) -> String {
    let asks = (book["asks"]?.arrayValue ?? []).reversed().map { row("ask", $0) }
    let bids = (book["bids"]?.arrayValue ?? []).map { row("bid", $0) }
    return ([heading] + asks + bids).joined(separator: "\n") + "\n"
  }

  private static let heading = "side         price          size  orders"

  private static func row(_ side: String, _ level: JSONValue) -> String {
    let price = level["price"]?.stringValue ?? ""
    let size = level["size"]?.stringValue ?? ""
    let orders = level["orders"]?.description ?? ""
    return side + price.leftPadded(to: 15) + size.leftPadded(to: 14) + orders.leftPadded(to: 8)
  }
}
