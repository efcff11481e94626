import Ledger
import Merkle
import Units

extension Execution {
  /// Offers part of what the insurance took over in a market: an order that takes what the book gives within a band around
  /// the mark. The market's stops are released by then.
  ///
  /// Little by little, since a fund that sells a crashed position in one go is its own crash (Vega's network party
  /// disposes likewise).
  /// - Returns: whether it began something; it is asked again once that has ended.
  mutating func offerDisposal(in id: MarketID, into journal: inout Journal) throws(StateAccessError) -> Bool {
    var market = try state.markets.read(id.index)
    let insurance = Owner.Reserved.insurance.account
    guard isDisposalDue(in: market),
      let held = try position(of: state.accounts.read(insurance.index), in: id), let side = held.position.size.side,
      let mark = market.mark
    else { return false }
    market.disposalTimeMs = state.clock.timestampMs
    try state.markets.write(market, at: id.index)

    let ladder = state.parameters.ladder
    let rules = try state.rules.read(id.index)
    let tick = ladder.disposalBand.worstTick(for: side.opposite, from: mark, tickAtomsPerLot: rules.tickAtomsPerLot)
    startWork(.disposal, id.index)
    work.kind = .matchOrder
    work.account = insurance
    work.market = id
    work.side = side.opposite
    work.terms.timeInForce = .immediateOrCancel
    work.terms.isReduceOnly = true
    work.tick = min(max(tick, 1), MarketRules.tickLimit - 1)
    work.remaining = ladder.disposal(of: held.position.size.magnitude)
    emit(
      .disposalOffered(
        work.remaining, side.opposite, in: id, at: rules.price(ofTick: work.tick)), into: &journal)
    return true
  }

  /// Whether it is time again; never where no share is to be sold, or the mark is old.
  private func isDisposalDue(in market: Market) -> Bool {
    let ladder = state.parameters.ladder
    let sinceMs = state.clock.timestampMs - min(market.disposalTimeMs, state.clock.timestampMs)
    return ladder.disposalShare > .zero && sinceMs >= max(ladder.disposalMs, 1)
      && state.parameters.markState(of: market, at: state.clock.timestampMs) == .fresh
  }
}

extension LiquidationLadder {
  /// `ceil(size × disposalShare)`, at least one lot of an open position. Below 2^40 × 2^20.
  fileprivate func disposal(of size: Quantity) -> Quantity {
    let share = Int128(size.lots) * Int128(disposalShare.partsPerMillion)
    return Quantity(lots: UInt64(share.divided(by: Int128(Rate.one.partsPerMillion), rounding: .up)))
  }
}
