import Ledger

// Withdrawals that were made on L2, also after its end.
extension Contracts {
  mutating func prove(_ call: ProveWithdrawalCall, at position: L1Position) throws(ContractRevert) -> UInt32 {
    let claim = try claims.claim(call.claimIndex)
    switch claims.status(of: call.claimIndex) {
    case .pending, .challenged, .settled: break
    case .defeated, .superseded, nil: throw .claimLost(claimIndex: call.claimIndex)
    }
    try checkHappened(claim, call.claimIndex)
    return try withdrawals.prove(call, in: claim.machineRoot, at: position)
  }

  mutating func finalize(_ call: FinalizeWithdrawalCall, at position: L1Position) throws(ContractRevert) -> UInt32 {
    let proven = try withdrawals.payable(call, after: bridgeRules.withdrawalDelayBlocks, at: position)
    try checkSettled(call.claimIndex)
    try checkHappened(try claims.claim(call.claimIndex), call.claimIndex)
    try payOwed(proven.withdrawal, isReserved: isReserved(proven))
    withdrawals.markPaid(call.withdrawalIndex)
    return call.withdrawalIndex
  }

  private func checkSettled(_ claimIndex: UInt64) throws(ContractRevert) {
    switch claims.status(of: claimIndex) {
    case .settled: break
    case .pending, .challenged: throw .claimNotSettled(claimIndex: claimIndex)
    case .defeated, .superseded, nil: throw .claimLost(claimIndex: claimIndex)
    }
  }

  /// After the end only what is about entries up to the last settled claim counts: later ones did not happen.
  private func checkHappened(_ claim: Claim, _ index: UInt64) throws(ContractRevert) {
    guard let freeze = escape.freeze else { return }
    guard claim.entryIndex < freeze.entryCount else { throw .afterTheEnd(claimIndex: index) }
  }

  private mutating func payOwed(_ withdrawal: Withdrawal, isReserved: Bool) throws(ContractRevert) {
    let (asset, amount) = (withdrawal.asset, withdrawal.amount)
    let held = bridge.holds(asset)
    let available = isReserved ? held : escape.spare(asset, holding: held)
    guard amount <= available else { throw .vaultTooSmall(asset: asset, needed: amount, available: available) }
    bridge.pay(amount, of: asset, to: withdrawal.recipient, &accounts)
    if isReserved { escape.release(asset, amount) }
  }

  /// Whether the vault kept money for it when it was shared. While nothing is shared all of the vault is there for it.
  private func isReserved(_ proven: ProvenWithdrawal) -> Bool {
    guard let dividend = escape.dividend else { return true }
    return withdrawals.proven.contains { other in
      other.withdrawalIndex == proven.withdrawalIndex && other.l1Number <= dividend.l1Number && isOwed(other)
    }
  }

  /// Claims up to the last that was settled at the end are decided since then.
  private func isOwed(_ proven: ProvenWithdrawal) -> Bool {
    guard let freeze = escape.freeze else { return false }
    return claims.all[Int(proven.claimIndex)].entryIndex < freeze.entryCount
      && claims.status(of: proven.claimIndex) == .settled
  }

  /// After the end: what is proven against settled claims and not paid, each entry of the outbox once.
  func owedWithdrawals() -> AssetAmounts {
    var (owed, counted) = (AssetAmounts(), Bitmap())
    for proven in withdrawals.proven where !withdrawals.isPaid(proven.withdrawalIndex) {
      guard !counted.contains(proven.withdrawalIndex), isOwed(proven) else { continue }
      counted.insert(proven.withdrawalIndex)
      owed[proven.withdrawal.asset] += UInt128(proven.withdrawal.amount)
    }
    return owed
  }
}
