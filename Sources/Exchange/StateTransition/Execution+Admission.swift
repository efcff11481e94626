import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Why a transaction would be refused if it were executed now; nil if it would be accepted.
  ///
  /// The transition's own checks, in their own order, on the present state. What was submitted before it and is not
  /// executed yet may still change the answer, so this is advice to the sender and never replaces a receipt.
  ///
  /// - Precondition: the whole state is known.
  public func refusal(of input: SignedInput<SignedTransaction>, at timestampMs: UInt64) -> Refusal? {
    do throws(StepFailure) {
      let authenticated = try authenticate(input, at: timestampMs)
      try checkExpiryAndScope(of: authenticated, at: timestampMs)
      let (transaction, account) = (authenticated.transaction, authenticated.account)
      switch transaction.action {
      case .place(let order):
        try checkAlone(order, for: account)
        try checking { () throws(Refusal) in try order.checkEnd(at: timestampMs) }
      case .cancel(let cancel): try checkAlone(cancel, for: account)
      case .amend(let amendment): try checkAlone(amendment, for: account)
      case .cancelAll(let cancel): _ = try check(cancel)
      case .batch(let batch): try rehearse(batch, of: input, for: account)
      case .armDeadMan(let arm): try checking { () throws(Refusal) in try arm.check(at: timestampMs) }
      case .transfer(let transfer): _ = try check(transfer, of: transaction.owner, from: account)
      case .withdraw(let withdrawal): try check(withdrawal, from: account)
      case .setMarginMode(let mode): _ = try check(mode, of: account)
      case .addKey(let addition): _ = try check(addition, of: transaction.owner)
      case .revokeKey(let revocation): _ = try check(revocation, of: transaction.owner)
      }
      return nil
    } catch {
      guard case .refused(let refusal) = error else {
        preconditionFailure("a state that is known as a whole was blinded")
      }
      return refusal
    }
  }
}

/// What frames do step by step in a block, at one go.
extension Execution {
  private func checkAlone(_ order: PlaceOrder, for cross: AccountID) throws(StepFailure) {
    guard !order.isStop else {
      _ = try checkStop(order, for: cross)
      return
    }
    let placement = try check(order, for: cross)
    if order.timeInForce == .fillOrKill { try checkFillable(order, in: placement.market) }
  }

  private func checkAlone(_ cancel: CancelOrder, for cross: AccountID) throws(StepFailure) {
    let (account, market) = try check(cancel, for: cross)
    _ = try order(cancel.order, orNamed: cancel.clientID, of: account, in: market)
  }

  private func checkAlone(_ amendment: AmendOrder, for cross: AccountID) throws(StepFailure) {
    let (account, market) = try check(amendment, for: cross)
    let resting = try order(amendment.order, orNamed: amendment.clientID, of: account, in: market)
    _ = try checkReplacement(of: resting, in: market, by: amendment.quantity, tick: amendment.tick)
  }

  private func order(
    _ id: OrderID, orNamed clientID: UInt128, of account: AccountID, in market: MarketID
  ) throws(StepFailure) -> RestingOrder {
    guard id.rawValue == 0 else { return try order(id, of: account, in: market) }
    return try newestOrder(named: clientID, of: account, in: market)
  }

  /// Carries an all-or-nothing batch out on a copy: what an operation may do depends on those before it. A batch that
  /// may skip operations is not refused for them.
  private func rehearse(
    _ batch: Batch, of input: SignedInput<SignedTransaction>, for cross: AccountID
  ) throws(StepFailure) {
    try checking { () throws(Refusal) in try batch.check() }
    guard batch.mode == .atomic else { return }
    var (copy, journal) = (self, Journal())
    copy.startWork(.item, 0)
    try copy.carryOut(batch, for: cross)
    try reading { () throws(StateAccessError) in
      while journal.receipts.isEmpty { try copy.step(OneItem(input: input), into: &journal) }
    }
    if let refusal = journal.receipts.last?.refusal { throw .refused(refusal) }
  }
}

/// The inputs of a block that has nothing else to carry out.
private struct OneItem: StepInputs {
  let input: SignedInput<SignedTransaction>

  func message(at index: Int) -> InboxMessage { preconditionFailure("a batch was rehearsed and read the inbox") }

  func report(at index: Int, domain: SigningDomain) -> SignedInput<SignedPriceReport> {
    preconditionFailure("a batch was rehearsed and read a report")
  }

  func item(at index: Int, domain: SigningDomain) -> SignedInput<SignedTransaction> { input }

  func transaction(at index: Int) -> Transaction { input.knownValue.transaction }
}
