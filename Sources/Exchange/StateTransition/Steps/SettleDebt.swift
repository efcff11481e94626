import Ledger
import Margin
import Merkle
import Units

extension Execution {
  /// An account without positions that is in debt gives its collateral; the insurance pays what it can, and all other
  /// positions of the market that was closed last bear the rest. Whoever has something left keeps it.
  mutating func settleDebt(into journal: inout Journal) throws(StateAccessError) {
    try seizeCollateral(into: &journal)
    let cash = try state.accounts.read(work.account.index).cash
    guard cash < .zero else { return try leaveQueue(into: &journal) }
    let insurance = Owner.Reserved.insurance.account
    let capacity = max(try state.risk(of: insurance).equity.notional(rounding: .down), .zero)
    let socialised = try socialise(max(cash.negated.subtracting(capacity), .zero), into: &journal)
    let paid = cash.negated.subtracting(socialised)
    try changeCash(of: work.account, by: cash.negated)
    try changeCash(of: insurance, by: paid.negated)
    if paid != .zero { emit(.insuranceMoved(paid, to: work.account), into: &journal) }
    if socialised != .zero, let market = work.lossMarket.index {
      emit(.lossSocialised(socialised, of: work.account, in: MarketID(UInt32(market))), into: &journal)
    }
    try leaveQueue(into: &journal)
  }

  /// The insurance buys what collateral the backstop could not pay for, as far as the debt goes.
  private mutating func seizeCollateral(into journal: inout Journal) throws(StateAccessError) {
    let account = try state.accounts.read(work.account.index)
    guard account.cash < .zero, let price = state.collateral.price,
      let conversion = Conversion(
        try state.risk(of: work.account), of: account.collateral, at: price, state.parameters.collateral,
        target: .zero, funds: account.cash.negated.adding(price.notional(of: Quantity(lots: 1))))
    else { return }
    try sellCollateral(
      conversion.lots, for: conversion.payment, to: Owner.Reserved.insurance.account, at: price, into: &journal)
  }

  /// Charges `loss` to every position of the market but the insurance's, by size, through the loss index.
  ///
  /// `ΔL = ceil(loss / Σ|size|)` in micro-atoms a lot; what the rounding charges too much is residue. The index has moved,
  /// so all who fear that are looked at again before the next account of the queue.
  /// - Returns: what was charged: all of it, or nothing where nobody else holds a position, or the index is at its limit.
  private mutating func socialise(
    _ loss: Notional, into journal: inout Journal
  ) throws(StateAccessError) -> Notional {
    guard loss > .zero, let index = work.lossMarket.index else { return .zero }
    let own = try settleInsurance(in: MarketID(UInt32(index)), into: &journal)
    var market = try state.markets.read(index)
    let lots = Int128(market.longs.lots) + Int128(market.shorts.lots) - Int128(own?.position.size.magnitude.lots ?? 0)
    guard lots > 0 else { return .zero }
    let charge = MicroAtoms(loss)
    let increase = MicroAtoms(rawValue: charge.rawValue.divided(by: lots, rounding: .up))
    guard market.lossIndex.adding(increase).rawValue.magnitude < FundingRules.indexLimit else { return .zero }
    let residue = MicroAtoms(rawValue: increase.rawValue * lots).subtracting(charge)
    market.lossIndex = market.lossIndex.adding(increase)
    market.residue = market.residue.adding(residue)
    market.carryGeneration += 1
    try state.markets.write(market, at: index)
    building.cursor = 0
    if var own {
      own.position.lossIndex = market.lossIndex
      try state.positions.write(own.position, at: own.index)
    }
    state.totals.unsettledLoss = state.totals.unsettledLoss.adding(charge).adding(residue)
    state.totals.residue = state.totals.residue.adding(residue)
    return loss
  }

  /// Pays what the insurance's own position still owes of earlier losses, so that its index may move past this one.
  private mutating func settleInsurance(
    in market: MarketID, into journal: inout Journal
  ) throws(StateAccessError) -> HeldPosition? {
    let insurance = try state.accounts.read(Owner.Reserved.insurance.account.index)
    guard let held = try position(of: insurance, in: market), let mark = try state.markets.read(market.index).mark
    else { return nil }
    let plan = try plan(held, held.position.size.side?.opposite ?? .buy, .zero, at: mark)
    try carryOut(plan, as: plan.fill.position, into: &journal)
    return HeldPosition(index: held.index, position: plan.fill.position)
  }
}
