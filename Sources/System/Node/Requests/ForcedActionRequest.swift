import Cryptography
import JSON
import Ledger
import MockL1
import SSZ
import Units

/// What somebody wants to force through the L1, as tooling writes it: an owner's action, or a signed price report.
struct ForcedActionRequest {
  let object: JSONObject
  let units: TradingUnits

  func call() throws(RPCError) -> ForceActionCall {
    try object.expect(only: ["from", "subAccount", "action", "report"], in: "message")
    guard object["report"] == nil else { return try report() }
    guard let action = object["action"]?.objectValue else {
      throw .invalidParams("either 'action' must be an object, or 'report' 0x-hex")
    }
    return ForceActionCall(
      ForcedRequest(subAccount: try object.unsigned("subAccount", default: 0), try self.action(action)))
  }

  private func report() throws(RPCError) -> ForceActionCall {
    for other in ["action", "subAccount"] where object[other] != nil {
      throw .invalidParams("a report has no '\(other)'")
    }
    guard let bytes = Hex.decode(try object.string("report")) else {
      throw .invalidParams("'report' must be SSZ of a SignedPriceReport, as 0x-hex")
    }
    do throws(DecodingError) { return ForceActionCall(try SignedPriceReport.decoded(bytes)) } catch {
      throw .rejected(
        "UNDECODABLE_REPORT", "'report' is not SSZ of a SignedPriceReport: \(error)", ["bytes": .count(bytes.count)])
    }
  }

  private func action(_ action: JSONObject) throws(RPCError) -> ForcedAction {
    let name = try action.string("type")
    guard let members = Self.members[name] else {
      throw .invalidParams("nobody can force '\(name)'; it must be \(Self.members.keys.sorted().alternatives)")
    }
    try action.expect(only: ["type"] + members, in: name)
    let request = ActionRequest(action, units: units)
    switch name {
    case "withdraw": return .withdraw(try request.withdraw())
    case "cancelAll": return .cancelAll(try request.cancelAll())
    case "close": return .close(try request.closePosition())
    default:
      return .revokeKey(RevokeKey(slot: try action.unsigned("slot", default: ForcedAction.allKeySlots)))
    }
  }

  /// By the names that `ForcedAction` gives its cases.
  private static let members = [
    "withdraw": ["asset", "amount"], "cancelAll": ["market"], "close": ["market", "size", "price"],
    "revokeKey": ["slot"],
  ]
}
