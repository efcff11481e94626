import JSON
import Ledger
import Margin
import Merkle
import SSZ
import Units

/// What an account holds in one market.
struct PositionView {
  let state: State
  let position: Position
  let units: TradingUnits

  /// Nil where there are open orders alone.
  var json: JSONValue? {
    guard let side = position.size.side else { return nil }
    let units = units.markets[Int(position.market.rawValue)]
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
      "fundingOwed": .usdc(position.unsettledFunding(at: market.fundingIndex), .up),
      "socialisedLoss": .usdc(position.unsettledLoss(at: market.lossIndex), .up),
      "initialMargin": .usdc(requirement.initial, .up),
      "maintenanceMargin": .usdc(requirement.maintenance, .up),
    ]
  }
}
