import Ledger
import Merkle
import Units

extension Execution {
  /// Moves money into the outbox. It has left the exchange then: the bridge owes it to the owner's address.
  mutating func withdraw(
    _ withdrawal: Withdraw, of owner: OwnerID, from account: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    try check(withdrawal, from: account)
    try reading { () throws(StateAccessError) in
      var entry = Withdrawal()
      entry.owner = owner
      entry.recipient = try state.owners.read(owner.index).address
      entry.asset = withdrawal.asset
      entry.amount = withdrawal.amount
      entry.blockNumber = state.clock.blockNumber
      let place = try state.withdrawals.append(entry)
      try release(withdrawal.asset, withdrawal.amount, from: account)
      emit(.withdrawn(withdrawal.asset, withdrawal.amount, from: account, entry: UInt32(place)), into: &journal)
      finish(into: &journal)
    }
  }

  /// Whether a withdrawal may be made.
  func check(_ withdrawal: Withdraw, from account: AccountID) throws(StepFailure) {
    guard withdrawal.amount > 0 else { throw .refused(Refusal(.amountZero)) }
    try checking { () throws(Refusal) in try state.parameters.check(withdrawal.asset) }
    try checkDebit(of: withdrawal.asset, Int128(withdrawal.amount), from: account)
    guard !state.withdrawals.isFull else {
      throw .refused(Refusal(.outboxFull, limit: state.withdrawals.count, found: state.withdrawals.count))
    }
  }

  private mutating func release(
    _ asset: Asset, _ amount: UInt64, from account: AccountID
  ) throws(StateAccessError) {
    switch asset {
    case .quote:
      let cash = Notional(atoms: Int128(amount))
      try changeCash(of: account, by: cash.negated)
      state.totals.withdrawn = state.totals.withdrawn.adding(cash)
    case .collateral:
      try changeCollateral(of: account, byLots: -Int64(amount))
      state.totals.collateralWithdrawn = state.totals.collateralWithdrawn.adding(Quantity(lots: amount))
    }
  }
}
