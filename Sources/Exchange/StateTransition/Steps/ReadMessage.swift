import Ledger
import Merkle
import SSZ
import Units

extension Execution {
  /// INBOX: takes in one message from the L1. A message that cannot be carried out is consumed all the same.
  mutating func readMessage(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {
    let message = try inputs.message(at: Int(building.cursor))
    startWork(.message, building.cursor)
    advance()
    let expected = state.inbox.read
    state.inbox.advance(past: message)
    guard message.index == expected else {
      return finish(Refusal(.messageOutOfOrder, limit: expected, found: message.index), into: &journal)
    }
    guard message.kind == InboxMessage.deposit else {
      return finish(Refusal(.unknownMessageKind, limit: InboxMessage.deposit, found: message.kind), into: &journal)
    }
    guard let deposit = try? Deposit.decoded(message.payload.bytes) else {
      return finish(
        Refusal(.malformed, limit: Deposit.fixedByteCount ?? 0, found: message.payload.bytes.count), into: &journal)
    }
    try credit(deposit, into: &journal)
  }

  /// A deposit always credits: the first one of an address opens its owner and account.
  private mutating func credit(_ deposit: Deposit, into journal: inout Journal) throws(StateAccessError) {
    let ownerCount = state.owners.count
    guard deposit.owner.index <= ownerCount, !state.owners.isFull, !state.accounts.isFull else {
      return finish(Refusal(.ownerOutOfOrder, limit: ownerCount, found: deposit.owner.rawValue), into: &journal)
    }
    if deposit.owner.index == ownerCount { try openOwner(deposit) }
    let owner = try state.owners.read(deposit.owner.index)
    guard owner.address == deposit.address else {
      return finish(Refusal(.ownerAddressMismatch), into: &journal)
    }
    let amount = Notional(atoms: Int128(deposit.amount))
    try changeCash(of: owner.firstAccount, by: amount)
    state.totals.deposited = state.totals.deposited.adding(amount)
    emit(.deposited(amount, to: owner.firstAccount), into: &journal)
    finish(into: &journal)
  }

  private mutating func openOwner(_ deposit: Deposit) throws(StateAccessError) {
    var account = Account()
    account.owner = deposit.owner
    var owner = Owner()
    owner.address = deposit.address
    owner.firstAccount = AccountID(UInt32(try state.accounts.append(account)))
    _ = try state.owners.append(owner)
  }

  /// The only place where an account's cash changes.
  mutating func changeCash(of id: AccountID, by amount: Notional) throws(StateAccessError) {
    var account = try state.accounts.read(id.index)
    account.cash = account.cash.adding(amount)
    if amount < .zero { enlist(&account, id) }
    try state.accounts.write(account, at: id.index)
    state.totals.cash = state.totals.cash.adding(amount)
  }
}
