import Ledger
import Merkle
import Units

extension Execution {
  /// Gives a market an account of its own within the sub-account, changes how much cash that has, or takes the market
  /// back into the cross bucket.
  mutating func setMarginMode(
    _ mode: SetMarginMode, of cross: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    let plan = try check(mode, of: cross)
    try reading { () throws(StateAccessError) in
      let isolated = try isolatedAccount(plan, in: MarketID(UInt32(mode.market)), of: cross)
      try move(.quote, plan.atoms, from: cross, to: isolated)
      var account = try state.accounts.read(isolated.index)
      account.isSuspended = !mode.isIsolated
      try state.accounts.write(account, at: isolated.index)
      emit(.marginModeSet(mode, isolated, of: cross, gaining: Notional(atoms: plan.atoms)), into: &journal)
      finish(into: &journal)
    }
  }

  /// What a change of margin mode comes to.
  struct MarginModePlan {
    /// The isolated account of that market; nil where it is to be opened.
    let isolated: AccountID?
    /// Quote atoms that the isolated account gains; negative: that go back to the cross bucket.
    let atoms: Int128
  }

  /// Whether the margin mode of a market may be changed so.
  func check(_ mode: SetMarginMode, of cross: AccountID) throws(StepFailure) -> MarginModePlan {
    let market = MarketID(UInt32(mode.market))
    guard market.index < state.markets.count else {
      throw .refused(Refusal(.unknownMarket, limit: state.markets.count, found: mode.market))
    }
    let held = try reading { () throws(StateAccessError) in try state.isolatedAccount(of: cross, in: market) }
    if let held, !held.account.isSuspended {
      return mode.isIsolated ? try planMove(mode, cross, held) : try planReturn(from: held)
    }
    guard mode.isIsolated else {
      throw .refused(Refusal(.marketNotIsolated, limit: state.markets.count, found: mode.market))
    }
    return try planIsolation(mode, market, cross, held)
  }

  /// More or less cash for an isolated account that is in use.
  private func planMove(
    _ mode: SetMarginMode, _ cross: AccountID, _ held: HeldAccount
  ) throws(StepFailure) -> MarginModePlan {
    guard mode.cashAtoms != 0 else { throw .refused(Refusal(.amountZero)) }
    try checkDebit(
      of: .quote, Int128(mode.cashAtoms.magnitude), from: mode.cashAtoms > 0 ? cross : held.id)
    return MarginModePlan(isolated: held.id, atoms: Int128(mode.cashAtoms))
  }

  /// An isolated account comes into use: nothing of that market may be left in the cross bucket.
  private func planIsolation(
    _ mode: SetMarginMode, _ market: MarketID, _ cross: AccountID, _ held: HeldAccount?
  ) throws(StepFailure) -> MarginModePlan {
    let bucket = try reading { () throws(StateAccessError) in try state.accounts.read(cross.index) }
    let used = try reading { () throws(StateAccessError) in try position(of: bucket, in: market) }
    if let used {
      throw .refused(Refusal(.crossInUse, limit: bucket.openOrderCount, found: used.position.size.lots))
    }
    guard mode.cashAtoms >= 0 else {
      throw .refused(Refusal(.insufficientBalance, limit: Int128(mode.cashAtoms.magnitude)))
    }
    guard held != nil || state.accounts.count < Link.placeLimit else {
      throw .refused(Refusal(.subAccountOutOfOrder, limit: state.accounts.count, found: state.accounts.count))
    }
    if mode.cashAtoms > 0 { try checkDebit(of: .quote, Int128(mode.cashAtoms), from: cross) }
    return MarginModePlan(isolated: held?.id, atoms: Int128(mode.cashAtoms))
  }

  /// A market goes back into the cross bucket, and all cash with it. Debt does not: it is the isolated account's own.
  private func planReturn(from held: HeldAccount) throws(StepFailure) -> MarginModePlan {
    let account = held.account
    guard let place = account.firstPosition.index else {
      guard account.cash >= .zero else {
        throw .refused(Refusal(.insufficientBalance, limit: 0, found: account.cash.atoms))
      }
      try checkDebit(of: .quote, account.cash.atoms, from: held.id)
      return MarginModePlan(isolated: held.id, atoms: -account.cash.atoms)
    }
    let position = try reading { () throws(StateAccessError) in try state.positions.read(place) }
    throw .refused(Refusal(.isolatedInUse, limit: account.openOrderCount, found: position.size.lots))
  }

  /// The account that the plan names, or a new one at the head of the cross bucket's list.
  private mutating func isolatedAccount(
    _ plan: MarginModePlan, in market: MarketID, of cross: AccountID
  ) throws(StateAccessError) -> AccountID {
    if let known = plan.isolated { return known }
    var bucket = try state.accounts.read(cross.index)
    var account = Account()
    account.owner = bucket.owner
    account.subAccount = bucket.subAccount
    account.isolatedMarket = Link(market.index)
    account.crossAccount = cross
    account.nextIsolated = bucket.nextIsolated
    let place = try state.accounts.append(account)
    bucket.nextIsolated = Link(place)
    try state.accounts.write(bucket, at: cross.index)
    return AccountID(UInt32(place))
  }
}
