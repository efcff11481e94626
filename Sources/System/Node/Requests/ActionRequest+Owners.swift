import JSON
import Ledger
import Units

// Money, margin and keys.
extension ActionRequest {
  func transfer() throws(RPCError) -> Transfer {
    var transfer = Transfer()
    transfer.toOwner = OwnerID(try object.unsigned("toOwner"))
    transfer.toAddress = try object.address("toAddress")
    transfer.toSubAccount = try object.unsigned("toSubAccount", default: 0)
    (transfer.asset, transfer.amount) = try money()
    return transfer
  }

  func withdraw() throws(RPCError) -> Withdraw {
    var withdraw = Withdraw()
    (withdraw.asset, withdraw.amount) = try money()
    return withdraw
  }

  private func money() throws(RPCError) -> (asset: Asset, amount: UInt64) {
    let asset = try units.asset(object["asset"] == nil ? AssetUnits.quote.symbol : try object.string("asset"))
    let text = try object.string("amount")
    do throws(Decimal.ParseError) { return (asset.asset, try asset.count(of: text)) } catch {
      throw .invalidParams("'\(text)' is not an amount of \(asset.symbol) with at most \(asset.decimals) decimals")
    }
  }

  func setMarginMode() throws(RPCError) -> SetMarginMode {
    var mode = SetMarginMode()
    mode.market = try market().rules.feed
    mode.isIsolated = try object.flag("isolated")
    let atoms = try object.decimal("cash", decimals: Decimal.quoteDecimals, default: 0)
    guard let cash = Int64(exactly: atoms) else { throw .invalidParams("'cash' is more than 2^63 atoms") }
    mode.cashAtoms = cash
    return mode
  }

  func addKey() throws(RPCError) -> AddKey {
    var key = AddKey()
    key.slot = try object.unsigned("slot")
    key.address = try object.address("address")
    key.expiryMs = try object.unsigned("expiryMs", default: 0)
    for name in try object.strings("markets") { key.markets |= 1 << UInt64(try units.market(name).rules.feed) }
    for name in try object.strings("actions") {
      guard let selector = ActionWords.selectors[name] else {
        throw .invalidParams("there is no action '\(name)'; it must be \(ActionWords.selectors.all.alternatives)")
      }
      key.actions |= 1 << UInt32(selector)
    }
    let cap = try object.decimal("notionalCap", decimals: Decimal.quoteDecimals, default: 0)
    guard cap >= 0 else { throw .invalidParams("'notionalCap' is below zero") }
    key.notionalCap = Notional(atoms: cap)
    return key
  }

  func revokeKey() throws(RPCError) -> RevokeKey { RevokeKey(slot: try object.unsigned("slot")) }
}
