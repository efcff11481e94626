import Cryptography
import JSON
import Ledger
import Margin
import Matching
import Merkle
import SSZ
import StateTransition
import Units

/// One account: what it has, what it must have, and why.
struct AccountView {
  let state: State
  let owner: OwnerID

  var json: JSONValue {
    let (record, account, risk) = state.known { state throws(StateAccessError) in
      let record = try state.owners.read(owner.index)
      return (
        record, try state.accounts.read(record.firstAccount.index), try state.risk(of: record.firstAccount)
      )
    }
    return [
      "owner": .count(owner.rawValue), "address": .string(record.address.checksummed),
      "account": .count(record.firstAccount.rawValue), "block": .count(state.clock.blockNumber),
      "nextNonce": .count(record.nonces.next),
      "cash": .usdc(account.cash), "equity": .usdc(risk.equity, .down),
      "initialMargin": .usdc(risk.requirement.initial, .up),
      "initialMarginWithOrders": .usdc(risk.initialWithOrders, .up),
      "maintenanceMargin": .usdc(risk.requirement.maintenance, .up),
      "closeOutMargin": .usdc(risk.requirement.closeOut, .up),
      "health": .string(health(risk)),
      "positions": .array(positions(of: account).compactMap(positionJSON)),
      "orders": .array(positions(of: account).flatMap(orders)),
    ]
  }

  private func health(_ risk: AccountRisk) -> String {
    if risk.isAtOrAboveInitial { return "healthy" }
    if risk.isAtOrAboveMaintenance { return "belowInitial" }
    return risk.isAtOrAboveCloseOut ? "liquidatable" : "closeOut"
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

  private func positionJSON(_ position: Position) -> JSONValue? {
    guard let side = position.size.side else { return nil }
    let units = state.units[Int(position.market.rawValue)]
    let market = state.known { state throws(StateAccessError) in try state.markets.read(position.market.index) }
    guard let mark = market.mark else { return nil }
    let requirement = units.rules.requirement(for: position.size.magnitude, at: mark)
    let entry = position.cost.atoms.magnitude / UInt128(position.size.magnitude.lots)
    return [
      "market": .string(units.rules.name), "side": .string(side == .buy ? "long" : "short"),
      "size": .string(units.size(position.size)),
      "entryPrice": .string(units.price(atomsPerLot: UInt64(clamping: entry))),
      "mark": .string(units.price(atomsPerLot: mark.atomsPerLot)),
      "unrealisedProfit": .usdc(mark.value(of: position.size).subtracting(position.cost)),
      "socialisedLoss": .usdc(position.unsettledLoss(at: market.lossIndex), .up),
      "initialMargin": .usdc(requirement.initial, .up),
      "maintenanceMargin": .usdc(requirement.maintenance, .up),
    ]
  }

  private func orders(of position: Position) -> [JSONValue] {
    let units = state.units[Int(position.market.rawValue)]
    let book = state.books[Int(position.market.rawValue)]
    return state.known { _ throws(StateAccessError) in
      var orders: [JSONValue] = []
      var link = position.firstOrder
      while let slot = link.index {
        let order = try book.orders.read(slot)
        orders.append([
          "orderId": .string(String(OrderID(slot: slot, sequence: order.sequence).rawValue)),
          "market": .string(units.rules.name), "side": .string("\(order.side)"),
          "price": .string(units.price(tick: order.tick)), "remaining": .string(units.size(order.remaining)),
          "clientId": .string(String(order.clientID)),
        ])
        link = order.accountNext
      }
      return orders
    }
  }
}
