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
      let (transaction, account) = try authenticate(input)
      guard transaction.expiryMs == 0 || timestampMs <= transaction.expiryMs else {
        return Refusal(.expired, limit: transaction.expiryMs, found: timestampMs)
      }
      switch transaction.action {
      case .place(let order): _ = try check(order, for: account)
      case .cancel(let cancel): _ = try check(cancel, for: account)
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
