import JSON
import Ledger
import Merkle
import SSZ
import Units

/// A whole state in a few lines.
public struct StateOverview {
  public let json: JSONValue

  public init(_ state: State, _ header: BlockHeader?) {
    var copy = state
    let markets: [JSONValue] = (0..<UInt32(state.markets.count)).map { number in
      let view = MarketView(state: state, id: MarketID(number)).json
      return [
        "symbol": view["symbol"] ?? .null, "mark": view["mark"] ?? .null, "bestBid": view["bestBid"] ?? .null,
        "bestAsk": view["bestAsk"] ?? .null, "openInterest": view["openInterest"] ?? .null,
        "openOrders": view["openOrders"] ?? .null,
      ]
    }
    json = [
      "block": .count(state.clock.blockNumber), "timestampMs": .count(state.clock.timestampMs),
      "hash": header.map { .hash($0.hash) } ?? .null, "stateRoot": .hash(copy.root()),
      "owners": .count(state.owners.count), "inboxRead": .count(state.inbox.read),
      "deposited": .usdc(state.totals.deposited), "withdrawn": .usdc(state.totals.withdrawn),
      "conservation": .string(
        state.totals.imbalance == .zero ? "exact" : "off by \(state.totals.imbalance.rawValue) millionths of an atom"),
      "markets": .array(markets),
    ]
  }
}

/// One owner's first sub-account in a state.
public struct OwnerOverview {
  public let json: JSONValue

  /// Nil if there is no owner of that number.
  public init?(_ state: State, owner: Int) {
    guard owner >= 0, UInt64(owner) < state.owners.count else { return nil }
    guard let view = try? AccountView(state: state, owner: OwnerID(UInt32(owner))) else { return nil }
    json = view.json
  }
}
