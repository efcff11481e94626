import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Puts an account among those whose triggers no longer fit, to be looked at before any price is acted upon.
  ///
  /// A trade costs no more than this flag; however often an account trades in a block, its triggers are set once.
  mutating func touch(_ id: AccountID) throws(StateAccessError) {
    var account = try state.accounts.read(id.index)
    guard enlist(&account, id) else { return }
    try state.accounts.write(account, at: id.index)
  }

  /// The same for an account that the caller has at hand and writes. Whether it changed.
  @discardableResult
  mutating func enlist(_ account: inout Account, _ id: AccountID) -> Bool {
    guard !account.isTouched, Owner.Reserved(rawValue: id.rawValue) == nil else { return false }
    account.isTouched = true
    account.nextTouched = state.firstTouched
    state.firstTouched = Link(id.index)
    return true
  }

  /// Takes the account touched last off that list.
  mutating func popTouched() throws(StateAccessError) -> AccountID? {
    guard let index = state.firstTouched.index else { return nil }
    var account = try state.accounts.read(index)
    state.firstTouched = account.nextTouched
    account.isTouched = false
    account.nextTouched = .none
    try state.accounts.write(account, at: index)
    return AccountID(UInt32(index))
  }
}
