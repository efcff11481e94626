import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// Goes on with the first account of the liquidation queue whose time has come. Who had a turn in this block waits for
  /// the next one; when such a one is first, all have.
  mutating func advanceQueue(into journal: inout Journal) throws(StateAccessError) {
    guard let index = try state.accountQueues.liquidations.first(atOrBelow: state.clock.timerKey) else {
      return endPhase()
    }
    let id = AccountID(UInt32(index))
    let turn = try state.trigger(.liquidation, of: id)
    guard turn.generation != state.clock.blockNumber else { return endPhase() }
    let account = try state.accounts.read(index)
    let rung = Work.Rung(rawValue: UInt8(truncatingIfNeeded: turn.tag)) ?? .cancelOrders
    guard turn.value <= state.clock.timestampMs, try mayLiquidate(account) else {
      return try enqueue(id, rung: rung, atMs: turn.value, generation: state.clock.blockNumber)
    }
    startWork(.liquidation, index)
    work.kind = .liquidate
    work.rung = rung
    work.account = id
    work.position = account.firstPosition
    try beginTurn(of: id, into: &journal)
  }

  /// An account that was cured meanwhile is let go; the first turn of another says why it is liquidated.
  private mutating func beginTurn(of id: AccountID, into journal: inout Journal) throws(StateAccessError) {
    let risk = try state.risk(of: id)
    guard !risk.isAtOrAboveMaintenance else { return try leaveQueue(into: &journal) }
    guard work.rung == .cancelOrders else { return }
    emit(
      .liquidationBegan(
        id, equity: risk.equity.notional(rounding: .down),
        maintenance: risk.requirement.maintenance.notional(rounding: .up)), into: &journal)
  }

  /// Nobody is liquidated at a price that the parameters call too old for it.
  private func mayLiquidate(_ account: Account) throws(StateAccessError) -> Bool {
    var link = account.firstPosition
    while let index = link.index {
      let position = try state.positions.read(index)
      let market = try state.markets.read(position.market.index)
      let markState = state.parameters.markState(of: market, at: state.clock.timestampMs)
      if !position.size.isZero, !state.parameters.permits(.liquidate, when: markState) { return false }
      link = position.next
    }
    return true
  }

  /// The account is healthy: it goes back to the trigger indices.
  mutating func leaveQueue(into journal: inout Journal) throws(StateAccessError) {
    let equity = try state.risk(of: work.account).equity
    emit(.liquidationEnded(work.account, equity: equity.notional(rounding: .down)), into: &journal)
    try state.setTrigger(.liquidation, of: work.account, to: nil)
    var account = try state.accounts.read(work.account.index)
    account.isQueued = false
    enlist(&account, work.account)
    try state.accounts.write(account, at: work.account.index)
    finish(into: &journal)
  }

  /// Between close-out and maintenance, what found no buyer waits. A turn in which nothing happened has no receipt.
  mutating func pauseLiquidation(into journal: inout Journal) throws(StateAccessError) {
    let now = state.clock.timestampMs
    try enqueue(
      work.account, rung: .convert, atMs: now + state.parameters.ladder.retryMs, generation: state.clock.blockNumber)
    guard work.events.count > 0 else {
      work = Work()
      return
    }
    emit(.liquidationPaused(work.account, retryMs: state.parameters.ladder.retryMs), into: &journal)
    finish(into: &journal)
  }

  /// The next rung has its turn in this block, behind the accounts that this one has touched.
  mutating func requeue(for rung: Work.Rung, into journal: inout Journal) throws(StateAccessError) {
    try enqueue(work.account, rung: rung, atMs: state.clock.timestampMs, generation: 0)
    guard work.events.count > 0 else {
      work = Work()
      return
    }
    finish(into: &journal)
  }
}
