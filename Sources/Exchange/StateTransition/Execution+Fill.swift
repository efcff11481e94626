import Ledger
import Margin
import Merkle
import Units

/// One side of a trade, decided but not carried out.
struct PlannedFill {
  let account: AccountID
  let index: UInt64
  let before: Position
  let fill: PositionFill
  /// What the account pays for the trade; negative: what it receives.
  let fee: Notional
  /// The account's risk without and with the trade.
  let riskBefore: AccountRisk
  let riskAfter: AccountRisk

  /// DESIGN §6: at or above initial, or no riskier and not newly below maintenance.
  ///
  /// The fee is part of the trade: who could pay for a position and not for its fee would end below the line.
  var isPermitted: Bool { riskAfter.isPermitted(after: riskBefore) }
}

extension Execution {
  /// What trading `quantity` on `side` at `price`, for `fee`, would do to the account of `held`.
  func plan(
    _ held: HeldPosition, _ side: Side, _ quantity: Quantity, at price: Price, fee: Notional = .zero
  ) throws(StateAccessError) -> PlannedFill {
    let id = held.position.account
    let account = try state.accounts.read(id.index)
    let market = try state.markets.read(held.position.market.index)
    let fill = PositionFill(held.position, in: market, side, quantity, at: price)
    var before = try state.risk(of: account, without: held.index)
    var after = before
    after.equity = after.equity.adding(MicroAtoms(fill.cashChange.subtracting(fee)))
    try state.count(held.position, into: &before)
    try state.count(fill.position, into: &after)
    return PlannedFill(
      account: id, index: held.index, before: held.position, fill: fill, fee: fee, riskBefore: before, riskAfter: after)
  }

  /// Carries one side of a trade out. `position` is the planned one, with whatever else the caller changed in it.
  /// Who receives the fee, the caller sees to.
  mutating func carryOut(
    _ plan: PlannedFill, as position: Position, into journal: inout Journal
  ) throws(StateAccessError) {
    try state.positions.write(position, at: plan.index)
    try changeCash(of: plan.account, by: plan.fill.cashChange.subtracting(plan.fee))
    try touch(plan.account)
    var market = try state.markets.read(position.market.index)
    try market.exchange(plan.before.size, for: position.size)
    market.residue = market.residue.adding(plan.fill.residue)
    try state.markets.write(market, at: position.market.index)
    state.totals.cost = state.totals.cost.adding(position.cost).subtracting(plan.before.cost)
    state.totals.residue = state.totals.residue.adding(plan.fill.residue)
    state.totals.unsettledFunding = state.totals.unsettledFunding.subtracting(plan.fill.funding.exact)
    state.totals.unsettledLoss = state.totals.unsettledLoss.subtracting(plan.fill.loss.exact)
    emitSettlement(of: plan, into: &journal)
  }

  /// Funding and losses that moved money.
  private mutating func emitSettlement(of plan: PlannedFill, into journal: inout Journal) {
    let market = plan.before.market
    let (funding, loss) = (plan.fill.funding.paid, plan.fill.loss.paid)
    if funding != .zero { emit(.fundingSettled(funding, by: plan.account, in: market), into: &journal) }
    if loss != .zero { emit(.lossSettled(loss, by: plan.account, in: market), into: &journal) }
  }
}

extension Market {
  /// Keeps the open interest of both sides as a position's size changes.
  ///
  /// - Throws: `StateAccessError.contradictory` where the position was not counted.
  fileprivate mutating func exchange(
    _ before: SignedQuantity, for after: SignedQuantity
  ) throws(StateAccessError) {
    switch before.side {
    case .buy: longs = try longs.discounting(before.magnitude)
    case .sell: shorts = try shorts.discounting(before.magnitude)
    case nil: break
    }
    switch after.side {
    case .buy: longs = try longs.counting(after.magnitude)
    case .sell: shorts = try shorts.counting(after.magnitude)
    case nil: break
    }
  }
}
