import JSON
import Ledger

/// An action as tooling writes it, in human units.
public struct ActionRequest {
  let object: JSONObject
  let units: TradingUnits

  public init(_ object: JSONObject, units: TradingUnits) { (self.object, self.units) = (object, units) }

  /// The action in ticks, lots and atoms, as it is signed.
  ///
  /// - Throws: what is unknown, missing or between two ticks, and what there is instead.
  public func action() throws(RPCError) -> Action {
    switch try kind(among: Kind.allCases, called: "action") {
    case .place: .place(try placeOrder())
    case .cancel: .cancel(try cancelOrder())
    case .amend: .amend(try amendOrder())
    case .cancelAll: .cancelAll(try cancelAll())
    case .batch: .batch(try batch())
    case .armDeadMan: .armDeadMan(try armDeadMan())
    case .transfer: .transfer(try transfer())
    case .withdraw: .withdraw(try withdraw())
    case .setMarginMode: .setMarginMode(try setMarginMode())
    case .addKey: .addKey(try addKey())
    case .revokeKey: .revokeKey(try revokeKey())
    }
  }

  func operation() throws(RPCError) -> Operation {
    switch try kind(among: [.place, .cancel, .amend], called: "operation") {
    case .place: .place(try placeOrder())
    case .cancel: .cancel(try cancelOrder())
    default: .amend(try amendOrder())
    }
  }

  private func kind(among kinds: [Kind], called what: String) throws(RPCError) -> Kind {
    let name = try object.string("type")
    guard let kind = kinds.first(where: { $0.rawValue == name }) else {
      throw .invalidParams("there is no \(what) '\(name)'; it must be \(kinds.map(\.rawValue).alternatives)")
    }
    try object.expect(only: ["type"] + kind.members, in: name)
    return kind
  }

  /// The kinds of actions by name, as `Action.name` has them.
  enum Kind: String, CaseIterable {
    case place, cancel, amend, cancelAll, batch, armDeadMan, transfer, withdraw, setMarginMode, addKey, revokeKey

    var members: [String] {
      switch self {
      case .place:
        [
          "market", "side", "size", "price", "timeInForce", "clientId", "reduceOnly", "orderExpiryMs", "selfTrade",
          "preventsByOwner", "triggerPrice", "trigger", "band",
        ]
      case .cancel: ["market", "orderId", "clientId"]
      case .amend: ["market", "orderId", "clientId", "size", "price"]
      case .cancelAll: ["market"]
      case .batch: ["mode", "operations"]
      case .armDeadMan: ["deadlineMs"]
      case .transfer: ["toOwner", "toAddress", "toSubAccount", "asset", "amount"]
      case .withdraw: ["asset", "amount"]
      case .setMarginMode: ["market", "isolated", "cash"]
      case .addKey: ["slot", "address", "expiryMs", "markets", "actions", "notionalCap"]
      case .revokeKey: ["slot"]
      }
    }
  }

  func market() throws(RPCError) -> MarketUnits { try units.market(try object.string("market")) }
}
