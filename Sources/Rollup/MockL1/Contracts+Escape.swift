import Cryptography
import Ledger
import SSZ
import Units

// The end of the rollup.
extension Contracts {
  mutating func freeze(_ call: FreezeCall, at position: L1Position) throws(ContractRevert) {
    guard call.entryCount == batchInbox.entryCount else {
      throw .entryAppended(entryCount: batchInbox.entryCount, found: call.entryCount)
    }
    guard position.number >= earliestFreezeBlock else {
      throw .notSilent(earliestBlock: earliestFreezeBlock, foundBlock: position.number)
    }
    let claim = claims.lastSettled
    let entryCount = claim.index.map { claims.all[Int($0)].entryIndex + 1 } ?? 0
    let read = entryCount == 0 ? 0 : batchInbox.entries[Int(entryCount) - 1].inboxUpTo
    escape.begin(
      Escape.Freeze(l1Number: position.number, claim: claim, entryCount: entryCount, messagesRead: read),
      unread: inbox.deposits(from: read))
  }

  /// Within the window an account is registered; later it is paid at once, of what nobody else is owed.
  mutating func exit(_ call: ExitCall, at position: L1Position) throws(ContractRevert) -> L1Outcome {
    let freeze = try escape.frozen()
    let value = try value(of: call, freeze)
    try escape.check(value, of: call.account)
    if let end = exitWindowEndBlock, position.number < end {
      escape.register(value, of: call.account)
      return .exitRegistered(call.account)
    }
    share(at: position)
    var left = value
    left.atoms = min(value.atoms, escape.spare(.quote, holding: bridge.vaultAtoms))
    left.lots = min(value.lots, escape.spare(.collateral, holding: bridge.vaultLots))
    guard left.atoms > 0 || left.lots > 0 else { throw .nothingToExit(call.account) }
    escape.markPaid(value, of: call.account)
    pay(left)
    return .exitPaid(call.account)
  }

  private func value(of call: ExitCall, _ freeze: Escape.Freeze) throws(ContractRevert) -> ExitValue {
    guard let claim = freeze.claim.index else { throw .nothingSettled }
    let root = claims.all[Int(claim)].machineRoot
    do throws(ExitProofFault) {
      return try appraiser.value(of: call.account, in: root, proof: call.proof.bytes)
    } catch { throw .wrongExitProof(error) }
  }

  mutating func collect(_ call: CollectExitCall, at position: L1Position) throws(ContractRevert) -> AccountID {
    guard let end = exitWindowEndBlock else { throw .notFrozen }
    guard position.number >= end else {
      throw .exitWindowOpen(firstBlock: end, foundBlock: position.number)
    }
    share(at: position)
    pay(try escape.collect(call.account))
    return call.account
  }

  private mutating func share(at position: L1Position) {
    guard escape.dividend == nil else { return }
    escape.close(holding: bridge.vault, owing: owedWithdrawals(), at: position)
  }

  private mutating func pay(_ value: ExitValue) {
    bridge.pay(value.atoms, of: .quote, to: value.recipient, &accounts)
    bridge.pay(value.lots, of: .collateral, to: value.recipient, &accounts)
  }

  mutating func refund(_ call: RefundDepositCall) throws(ContractRevert) -> UInt32 {
    let deposit = try escape.refund(call.messageIndex, in: inbox)
    let available = bridge.holds(deposit.asset)
    guard deposit.amount <= available else {
      throw .vaultTooSmall(asset: deposit.asset, needed: deposit.amount, available: available)
    }
    bridge.pay(deposit.amount, of: deposit.asset, to: deposit.address, &accounts)
    return call.messageIndex
  }
}

extension Contracts {
  /// What there is for those who have left in time: fixed when the window is over, and until then what it would be now.
  public var shareable: AssetAmounts {
    escape.dividend?.available ?? escape.shareable(of: bridge.vault, owing: owedWithdrawals())
  }

  /// The first L1 block in which anybody may end the rollup, unless another entry comes first.
  public var earliestFreezeBlock: UInt64 {
    let last = batchInbox.entries.last?.l1Number ?? 0
    let (earliest, overflow) = last.addingReportingOverflow(bridgeRules.escapeDelayBlocks)
    return overflow ? .max : earliest
  }

  /// The first L1 block in which shares are paid, and nobody is registered any more; nil while the rollup lives.
  public var exitWindowEndBlock: UInt64? {
    guard let freeze = escape.freeze else { return nil }
    let (first, overflow) = freeze.l1Number.addingReportingOverflow(bridgeRules.exitWindowBlocks)
    return overflow ? .max : first
  }
}

extension L1Call {
  /// Whether the rollup would have to hear of it.
  var needsRollup: Bool {
    switch self {
    case .deposit, .postBatch, .claim, .freeze, .forceAction, .forceInclude: true
    case .move, .step, .resolve, .claimCredit: false
    case .proveWithdrawal, .finalizeWithdrawal, .exit, .collectExit, .refundDeposit: false
    }
  }
}
