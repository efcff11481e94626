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
        _ = try order.isStop ? checkStop(order, for: account) : check(order, for: account)
        try checking { () throws(Refusal) in try order.checkEnd(at: timestampMs) }
      case .cancel(let cancel): _ = try check(cancel, for: account)
      case .armDeadMan(let arm): try checking { () throws(Refusal) in try arm.check(at: timestampMs) }
      case .transfer(let transfer): _ = try check(transfer, of: transaction.owner, from: account)
      case .withdraw(let withdrawal): try check(withdrawal, from: account)
      case .setMarginMode(let mode): _ = try check(mode, of: account)
      case .addKey(let addition): _ = try check(addition, of: transaction.owner)
      case .revokeKey(let revocation): _ = try check(revocation, of: transaction.owner)
      default: break
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
