import JSON
import Ledger
import Margin
import Merkle
import SSZ
import StateTransition
import Units

/// One unit of margin: what it has, what it must have, and why.
struct BucketView {
  let state: State
  let id: AccountID
  let units: TradingUnits

  var members: [JSONObject.Member] {
    let (account, risk) = state.known { state throws(StateAccessError) in
      (try state.accounts.read(id.index), try state.risk(of: id))
    }
    let positions = positions(of: account)
    return [
      .init(key: "cash", value: .usdc(account.cash)), .init(key: "collateral", value: collateral(account)),
      .init(key: "equity", value: .usdc(risk.equity, .down)),
      .init(key: "initialEquity", value: .usdc(risk.initialEquity, .down)),
      .init(key: "initialMargin", value: .usdc(risk.requirement.initial, .up)),
      .init(key: "initialMarginWithOrders", value: .usdc(risk.initialWithOrders, .up)),
      .init(key: "maintenanceMargin", value: .usdc(risk.requirement.maintenance, .up)),
      .init(key: "closeOutMargin", value: .usdc(risk.requirement.closeOut, .up)),
      .init(key: "health", value: .string(health(risk))), .init(key: "liquidation", value: liquidation(account)),
      .init(key: "deadManMs", value: .count(account.deadManMs)),
      .init(
        key: "positions",
        value: .array(positions.compactMap { PositionView(state: state, position: $0, units: units).json })),
      .init(
        key: "orders", value: .array(positions.flatMap { OrderView.all(of: $0, state: state, units: units) })),
    ]
  }

  private func health(_ risk: AccountRisk) -> String {
    if risk.isAtOrAboveInitial { return "healthy" }
    if risk.isAtOrAboveMaintenance { return "belowInitial" }
    return risk.isAtOrAboveCloseOut ? "liquidatable" : "closeOut"
  }

  /// The collateral asset, and what it counts for; null if there is no such asset.
  private func collateral(_ account: Account) -> JSONValue {
    guard let asset = units.collateral else { return .null }
    var worth = AccountRisk(cash: .zero)
    worth.add(account.collateral, state.parameters.collateral, at: state.collateral.price)
    return [
      "asset": .string(asset.symbol), "amount": .string(asset.amount(account.collateral.lots)),
      "price": state.collateral.price.map { .string(asset.price(atomsPerLot: $0.atomsPerLot)) } ?? .null,
      "initialValue": .usdc(worth.initialEquity, .down), "maintenanceValue": .usdc(worth.equity, .down),
    ]
  }

  /// The account's place in the liquidation queue; null if it is in none.
  private func liquidation(_ account: Account) -> JSONValue {
    guard account.isQueued else { return .null }
    let place = 4 * id.index + AccountQueues.Kind.liquidation.rawValue
    let turn = state.known { state throws(StateAccessError) in Trigger(try state.accountTriggers.read(place)) }
    guard let rung = UInt8(exactly: turn.tag).flatMap(Work.Rung.init(rawValue:)) else { return .null }
    return ["rung": .string("\(rung)"), "turnMs": .count(turn.value)]
  }

  private func positions(of account: Account) -> [Position] {
    state.known { state throws(StateAccessError) in
      var positions: [Position] = []
      var link = account.firstPosition
      while let index = link.index {
        let position = try state.positions.read(index)
        positions.append(position)
        link = position.next
      }
      return positions
    }
  }
}
