import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// LIQUIDATE: looks at one account that could be below maintenance, reports one index as drained, or goes on with the
  /// liquidation queue.
  ///
  /// Three sources, in this order: accounts that changed; accounts whose trigger the present values have reached, by
  /// market and then by collateral; the queue. A liquidation may change accounts and loss indices: what it touches comes
  /// first again, and an index that moved is drained anew. When all three are empty, nobody is below maintenance who is
  /// not in the queue, and nobody below close-out waits there for a buyer: see `TriggerBudget` for why nobody can be missed.
  mutating func findLiquidation(into journal: inout Journal) throws(StateAccessError) {
    if let id = try popTouched() { return try examine(id) }
    guard building.cursor > state.markets.count else { return try drainNextIndex(into: &journal) }
    try advanceQueue(into: &journal)
  }

  /// Wakes the first account that an index has hit, or moves on to the next index.
  private mutating func drainNextIndex(into journal: inout Journal) throws(StateAccessError) {
    let hit: AccountID? =
      if building.cursor == state.markets.count {
        try firstHitByCollateral()
      } else {
        try firstHit(in: MarketID(UInt32(building.cursor)))
      }
    guard let hit else {
      building.cursor += 1
      return
    }
    journal.wakeUpCount += 1
    try examine(hit)
  }

  /// The account of the first position whose trigger is hit and was last compared with an older value.
  ///
  /// The worst is first in each queue, and within a key those compared longest ago. Who was compared with the present
  /// value and is still hit waits at the very key of that value, behind all others; so when the first has been compared,
  /// all have.
  private func firstHit(in id: MarketID) throws(StateAccessError) -> AccountID? {
    let (rules, market) = (try state.rules.read(id.index), try state.markets.read(id.index))
    let queues = try state.marketQueues[state.marketQueues.place(of: id)]
    let price = PriceKey.key(ofAtoms: market.markAtomsPerLot)
    let (long, short) = (CarryKey.carry(of: .buy, market), CarryKey.carry(of: .sell, market))
    let candidates = [
      (MarketQueues.Kind.price, try queues.longPrices.first(atOrAbove: price), market.priceGeneration),
      (.price, try queues.shortPrices.first(atOrBelow: price), market.priceGeneration),
      (.carry, try queues.longCarries.first(atOrBelow: CarryKey.key(of: long, rules)), market.carryGeneration),
      (.carry, try queues.shortCarries.first(atOrBelow: CarryKey.key(of: short, rules)), market.carryGeneration),
    ]
    for (kind, position, generation) in candidates {
      guard let position, try state.trigger(kind, of: position).generation != generation else { continue }
      return try state.positions.read(position).account
    }
    return nil
  }

  private func firstHitByCollateral() throws(StateAccessError) -> AccountID? {
    guard let price = state.collateral.price,
      let index = try state.accountQueues.collateral.first(atOrAbove: PriceKey.key(of: price))
    else { return nil }
    let id = AccountID(UInt32(index))
    return try state.trigger(.collateral, of: id).generation != state.collateral.generation ? id : nil
  }

  /// Sets an account's triggers, or queues it if it is below maintenance.
  mutating func examine(_ id: AccountID) throws(StateAccessError) {
    var account = try state.accounts.read(id.index)
    let risk = try state.risk(of: account, without: nil)
    guard !account.isQueued else { return try examineQueued(id, account, risk) }
    if !risk.isAtOrAboveMaintenance {
      account.isQueued = true
      try state.accounts.write(account, at: id.index)
      try enqueue(id, for: .cancelOrders)
    }
    try startSettingTriggers(of: id, account, risk)
  }

  /// Who waits for a buyer waits no longer once it is below close-out: it has a turn in this block. Everybody else who is
  /// queued has its next look from the queue, and leaves the indices if it still stands there.
  private mutating func examineQueued(
    _ id: AccountID, _ account: Account, _ risk: AccountRisk
  ) throws(StateAccessError) {
    let isWaiting = try state.watch(of: id, account) == .closeOut
    if isWaiting, !risk.isAtOrAboveCloseOut { try enqueue(id, for: .convert) }
    let isListed = try hasTriggers(account)
    guard isWaiting || isListed else { return }
    try startSettingTriggers(of: id, account, risk)
  }

  private func hasTriggers(_ account: Account) throws(StateAccessError) -> Bool {
    var walk = PositionWalk(of: account)
    while let held = try walk.next(in: state) {
      if held.position.hasTriggers { return true }
    }
    return false
  }
}
