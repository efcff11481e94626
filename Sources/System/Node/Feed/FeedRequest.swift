import JSON
import Ledger
import Units

/// The parameters of `perp_subscribe`.
struct FeedRequest {
  let filter: FeedFilter
  /// The last block that the subscriber knows; nil for one that wants to hear of new ones only.
  let from: UInt64?

  init(_ parameters: RPCParameters, of node: DevnetNode) throws(RPCError) {
    let name = try parameters.string(0, "a channel: \(FeedChannel.names.joined(separator: ", "))")
    guard let channel = FeedChannel(rawValue: name) else { throw .unknownChannel(name) }
    let options = parameters[1] == nil ? JSONObject() : try parameters.object(1, "options")
    try Self.check(options, of: channel)
    var filter = FeedFilter(channel: channel)
    if options["market"] != nil {
      filter.market = try TradingUnits(node.engine.state).market(try options.string("market")).id
    }
    if let owner = options["owner"] { filter.owner = try node.owner(owner) }
    self.filter = filter
    from = options["from"] == nil ? nil : try options.unsigned("from")
  }

  /// An option that is misspelt would let everything pass.
  private static func check(_ options: JSONObject, of channel: FeedChannel) throws(RPCError) {
    var known = ["from"]
    if channel.hasMarkets { known.append("market") }
    if channel.hasOwners { known.append("owner") }
    for member in options.members where !known.contains(member.key) {
      throw .invalidParams(
        "'\(channel.rawValue)' has no option '\(member.key)'; it has \(known.joined(separator: ", "))")
    }
  }
}

extension RPCError {
  fileprivate static func unknownChannel(_ name: String) -> RPCError {
    RPCError(
      code: invalidParamsCode,
      message: "there is no channel '\(name)'; there are \(FeedChannel.names.joined(separator: ", "))",
      data: ["channel": .string(name), "channels": .array(FeedChannel.names.map { .string($0) })])
  }
}
