import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// ADL: one position meets the next counterparty in line, the one that has gained most by its entry price.
  ///
  /// First at the zero price, which costs a winner part of what it has won but never its maintenance margin. When the
  /// line is through, again at the mark, which costs nobody anything; and what stands against accounts that are
  /// themselves in liquidation, the insurance takes. A line so long that its events fill their list goes on in another
  /// turn.
  mutating func deleverageNext(into journal: inout Journal) throws(StateAccessError) {
    guard !isJournalFull else { return try requeue(for: .deleverage, into: &journal) }
    guard let index = work.position.index else {
      work.rung = .settle
      return
    }
    let held = HeldPosition(index: index, position: try state.positions.read(index))
    guard let side = held.position.size.side, let mark = try state.markets.read(held.position.market.index).mark else {
      return endDeleveraging(of: held)
    }
    if work.atomsPerLot == 0 { work.atomsPerLot = try zeroPrice(of: held)?.atomsPerLot ?? 0 }
    guard let price = Price(atomsPerLot: work.atomsPerLot) else { return endDeleveraging(of: held) }
    if let counterparty = try nextInLine(against: side, in: held.position.market) {
      return try deleverage(held, side, against: counterparty, at: price, into: &journal)
    }
    guard price == mark else {
      work.atomsPerLot = mark.atomsPerLot
      work.counterparty = .none
      return
    }
    endDeleveraging(of: held)
    try takeOverAnyway(held, side, at: mark, into: &journal)
  }

  private mutating func endDeleveraging(of held: HeldPosition) {
    work.position = held.position.next
    work.counterparty = .none
    work.atomsPerLot = 0
  }

  /// Shorts that were opened highest, or longs that were opened lowest, come first; within a key, who came first.
  private func nextInLine(against side: Side, in market: MarketID) throws(StateAccessError) -> UInt64? {
    let line = try state.marketQueues[state.marketQueues.place(of: market)][.entry, side.opposite]
    let key: UInt32?
    if let last = work.counterparty.index {
      let place = try state.trigger(.entry, of: last)
      if let next = place.next.index { return next }
      key = side == .buy ? try line.nextKey(below: place.key) : try line.nextKey(above: place.key)
    } else {
      key = side == .buy ? try line.highestTick() : try line.lowestTick()
    }
    guard let key else { return nil }
    return try line.level(at: key).head.index
  }

  /// As much changes hands as leaves the counterparty at or above maintenance.
  private mutating func deleverage(
    _ held: HeldPosition, _ side: Side, against other: UInt64, at price: Price, into journal: inout Journal
  ) throws(StateAccessError) {
    work.counterparty = Link(other)
    let winner = HeldPosition(index: other, position: try state.positions.read(other))
    guard winner.position.size.side == side.opposite else { return }
    let bound = min(held.position.size.magnitude, winner.position.size.magnitude)
    let quantity = try quantityKeepingMaintenance(of: winner, side, upTo: bound, at: price)
    guard !quantity.isZero else { return }
    let market = held.position.market
    work.lossMarket = Link(market.index)
    emit(
      .deleveraged(work.account, side, by: winner.position.account, in: market, quantity, at: price), into: &journal)
    let closing = try plan(held, side.opposite, quantity, at: price)
    let reducing = try plan(winner, side, quantity, at: price)
    try carryOut(closing, as: closing.fill.position, into: &journal)
    try carryOut(reducing, as: reducing.fill.position, into: &journal)
    if closing.fill.position.size.isZero { endDeleveraging(of: held) }
    try closeIfUnused(HeldPosition(index: held.index, position: closing.fill.position))
    try closeIfUnused(HeldPosition(index: other, position: reducing.fill.position))
  }

  /// What a fill takes from equity rises, and what it takes from maintenance falls, so the quantities that keep
  /// maintenance reach from none up to some number, which is found by bisection.
  private func quantityKeepingMaintenance(
    of winner: HeldPosition, _ side: Side, upTo bound: Quantity, at price: Price
  ) throws(StateAccessError) -> Quantity {
    let id = winner.position.market.index
    let (rules, market) = (try state.rules.read(id), try state.markets.read(id))
    _ = try market.markOfOpenPosition()
    let account = try state.accounts.read(winner.position.account.index)
    let others = try state.risk(of: account, without: winner.index)
    return Bisection.last(upTo: bound) { quantity in
      let fill = PositionFill(winner.position, in: market, side, quantity, at: price)
      var risk = others.adding(cash: fill.cashChange)
      risk.add(fill.position, rules, market)
      return quantity.isZero || risk.isAtOrAboveMaintenance
    }
  }
}
