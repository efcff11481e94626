import Ledger
import Merkle
import Units

extension Execution {
  /// ITEM: authenticates one transaction, uses its nonce, and begins what it asks for.
  ///
  /// Unauthenticated, it leaves the state as it was; authenticated and refused, it uses its nonce and nothing else.
  mutating func beginItem(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {
    let input = try inputs.item(at: Int(building.cursor), domain: domain)
    startWork(.item, building.cursor)
    advance()
    do throws(StepFailure) {
      let authenticated = try authenticate(input, at: state.clock.timestampMs)
      try reading { () throws(StateAccessError) in try useNonce(of: authenticated) }
      try checkExpiryAndScope(of: authenticated, at: state.clock.timestampMs)
      try begin(authenticated, into: &journal)
    } catch {
      finish(try error.refusalOrThrow(), into: &journal)
    }
  }

  private mutating func begin(
    _ authenticated: AuthenticatedTransaction, into journal: inout Journal
  ) throws(StepFailure) {
    let (transaction, account) = (authenticated.transaction, authenticated.account)
    switch transaction.action {
    case .place(let order): try place(order, for: account, into: &journal)
    case .cancel(let cancel): try self.cancel(cancel, for: account, into: &journal)
    case .armDeadMan(let arm): try armDeadMan(arm, for: account, into: &journal)
    case .transfer(let transfer):
      try self.transfer(transfer, of: transaction.owner, from: account, into: &journal)
    case .withdraw(let withdrawal):
      try withdraw(withdrawal, of: transaction.owner, from: account, into: &journal)
    case .setMarginMode(let mode): try setMarginMode(mode, of: account, into: &journal)
    case .amend(let amendment): try amend(amendment, for: account, into: &journal)
    case .cancelAll(let cancel): try cancelAll(cancel, for: account)
    case .batch(let batch): try carryOut(batch, for: account)
    case .addKey(let addition): try addKey(addition, of: transaction.owner, into: &journal)
    case .revokeKey(let revocation): try revokeKey(revocation, of: transaction.owner, into: &journal)
    }
  }

  /// Whether the transaction still stands, and a session key may sign it.
  func checkExpiryAndScope(
    of authenticated: AuthenticatedTransaction, at timestampMs: UInt64
  ) throws(StepFailure) {
    let transaction = authenticated.transaction
    guard transaction.expiryMs == 0 || timestampMs <= transaction.expiryMs else {
      throw .refused(Refusal(.expired, limit: transaction.expiryMs, found: timestampMs))
    }
    guard let key = authenticated.sessionKey?.key else { return }
    try checking { () throws(Refusal) in
      try key.checkScope(of: transaction.action, marketCount: state.markets.count)
    }
    try checkCap(of: key, on: transaction.action, for: authenticated.account)
  }
}
