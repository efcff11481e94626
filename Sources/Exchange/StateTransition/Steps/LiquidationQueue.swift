import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// Goes on with the first account of the liquidation queue whose time has come, or passes a key at which all had a turn
  /// in this block.
  ///
  /// The cursor counts on from the indices by the last key that was passed. Who enters the queue in this block stands under
  /// the present key, and who had a turn under another one: under an older key at the end, under the next one otherwise. So
  /// when a turn of this block is first under a key, the key is done; and whoever is queued is reached however many wait.
  mutating func advanceQueue(into journal: inout Journal) throws(StateAccessError) {
    let queue = state.accountQueues.liquidations
    let passed = building.cursor - state.markets.count - 1
    guard let key = try queue.nextKey(above: UInt32(passed)), key <= state.clock.nextTimerKey,
      let index = try queue.level(at: key).head.index
    else { return endPhase() }
    let id = AccountID(UInt32(index))
    let turn = try state.trigger(.liquidation, of: id)
    guard turn.generation != state.clock.blockNumber else {
      building.cursor = state.markets.count + 1 + UInt64(key)
      return
    }
    let account = try state.accounts.read(index)
    let rung = Work.Rung(rawValue: UInt8(truncatingIfNeeded: turn.tag)) ?? .cancelOrders
    guard turn.value <= state.clock.timestampMs, try mayLiquidate(account) else {
      return try postpone(id, rung: rung, untilMs: turn.value)
    }
    startWork(.liquidation, index)
    work.kind = .liquidate
    work.rung = rung == .deleverage ? rung : .cancelOrders
    work.account = id
    work.position = account.firstPosition
    try beginTurn(of: id, isFirst: rung == .cancelOrders, into: &journal)
  }

  /// Lets an account that had a turn in this block wait until `timeMs`, or for the next block if that has passed.
  private mutating func postpone(
    _ id: AccountID, rung: Work.Rung, untilMs timeMs: UInt64
  ) throws(StateAccessError) {
    let own = state.clock.timerKey(of: timeMs)
    let key = own < state.clock.timerKey ? own : max(own, state.clock.nextTimerKey)
    let turn = Trigger(key: key, tag: UInt32(rung.rawValue), value: timeMs, generation: state.clock.blockNumber)
    try state.setTrigger(.liquidation, of: id, to: turn)
  }

  /// An account that was cured meanwhile is let go; the first turn of another says why it is liquidated.
  private mutating func beginTurn(
    of id: AccountID, isFirst: Bool, into journal: inout Journal
  ) throws(StateAccessError) {
    let risk = try state.risk(of: id)
    guard !risk.isAtOrAboveMaintenance else { return try leaveQueue(into: &journal) }
    guard isFirst else { return }
    emit(
      .liquidationBegan(
        id, equity: risk.equity.notional(rounding: .down),
        maintenance: risk.requirement.maintenance.notional(rounding: .up)), into: &journal)
  }

  /// Nobody is liquidated at a price that the parameters call too old for it.
  private func mayLiquidate(_ account: Account) throws(StateAccessError) -> Bool {
    var walk = PositionWalk(of: account)
    while let position = try walk.next(in: state)?.position {
      let market = try state.markets.read(position.market.index)
      let markState = state.parameters.markState(of: market, at: state.clock.timestampMs)
      if !position.size.isZero, !state.parameters.permits(.liquidate, when: markState) { return false }
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

  /// Between close-out and maintenance, what found no buyer waits, and is watched meanwhile for its fall below close-out.
  /// A turn in which nothing happened has no receipt.
  mutating func pauseLiquidation(into journal: inout Journal) throws(StateAccessError) {
    let retryMs = state.parameters.ladder.retryMs
    let (timeMs, overflow) = state.clock.timestampMs.addingReportingOverflow(retryMs)
    try postpone(work.account, rung: .convert, untilMs: overflow ? .max : timeMs)
    if retryMs > 0 { try touch(work.account) }
    guard work.events.count > 0 else {
      work = Work()
      return
    }
    emit(.liquidationPaused(work.account, retryMs: retryMs), into: &journal)
    finish(into: &journal)
  }

  /// The next rung has its turn in this block, behind the accounts that this one has touched.
  mutating func requeue(for rung: Work.Rung, into journal: inout Journal) throws(StateAccessError) {
    try enqueue(work.account, for: rung)
    guard work.events.count > 0 else {
      work = Work()
      return
    }
    finish(into: &journal)
  }

  /// Gives an account a turn in this block, behind all who have one.
  mutating func enqueue(_ id: AccountID, for rung: Work.Rung) throws(StateAccessError) {
    let now = state.clock.timestampMs
    let turn = Trigger(key: state.clock.timerKey, tag: UInt32(rung.rawValue), value: now, generation: 0)
    try state.setTrigger(.liquidation, of: id, to: turn)
  }
}

extension State.Clock {
  /// The key behind the present one; at the end of all keys, the last.
  fileprivate var nextTimerKey: UInt32 { min(timerKey + 1, LevelQueues.keyLimit - 1) }
}
