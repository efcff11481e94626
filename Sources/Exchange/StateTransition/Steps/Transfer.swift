import Cryptography
import Ledger
import Merkle
import SSZ
import Units

extension Execution {
  /// Moves money to another sub-account, of the same owner or another. The owner's own next sub-account is opened.
  mutating func transfer(
    _ transfer: Transfer, of owner: OwnerID, from source: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    let known = try check(transfer, of: owner, from: source)
    try reading { () throws(StateAccessError) in
      let target: AccountID
      if let known { target = known } else { target = try openSubAccount(of: owner, into: &journal) }
      try move(transfer.asset, Int128(transfer.amount), from: source, to: target)
      emit(.transferred(transfer.asset, transfer.amount, from: source, to: target), into: &journal)
      finish(into: &journal)
    }
  }

  /// Whether a transfer may be made; the account that it goes to, if so, or nil if that is to be opened.
  func check(
    _ transfer: Transfer, of owner: OwnerID, from source: AccountID
  ) throws(StepFailure) -> AccountID? {
    guard transfer.amount > 0 else { throw .refused(Refusal(.amountZero)) }
    try checking { () throws(Refusal) in try state.parameters.check(transfer.asset) }
    let target = try recipient(of: transfer, from: owner)
    guard target != source else { throw .refused(mismatch(of: transfer)) }
    try checkDebit(of: transfer.asset, Int128(transfer.amount), from: source)
    return target
  }

  /// Who receives: an owner whose number and address both are named, and a sub-account of theirs.
  ///
  /// After a reorg of the L1 a number may be somebody else's. Nobody gives to the exchange's own accounts: what is theirs
  /// has a cause. Nobody opens sub-accounts for others.
  private func recipient(of transfer: Transfer, from sender: OwnerID) throws(StepFailure) -> AccountID? {
    guard transfer.toOwner.index < state.owners.count, transfer.toAddress != .zero else {
      throw .refused(mismatch(of: transfer))
    }
    let owner = try reading { () throws(StateAccessError) in try state.owners.read(transfer.toOwner.index) }
    guard owner.address == transfer.toAddress else { throw .refused(mismatch(of: transfer)) }
    if UInt32(transfer.toSubAccount) < owner.subAccountCount {
      return try reading { () throws(StateAccessError) in
        try state.account(of: owner, subAccount: transfer.toSubAccount)
      }
    }
    guard transfer.toOwner == sender, UInt32(transfer.toSubAccount) == owner.subAccountCount,
      state.accounts.count < Link.placeLimit, state.directories.count < Link.placeLimit
    else {
      throw .refused(Refusal(.subAccountOutOfOrder, limit: owner.subAccountCount, found: transfer.toSubAccount))
    }
    return nil
  }

  private func mismatch(of transfer: Transfer) -> Refusal {
    Refusal(.recipientMismatch, limit: state.owners.count, found: transfer.toOwner.rawValue)
  }

  /// Opens the owner's next sub-account, and its directory with the second.
  ///
  /// - Precondition: there is room for both.
  private mutating func openSubAccount(
    of id: OwnerID, into journal: inout Journal
  ) throws(StateAccessError) -> AccountID {
    var owner = try state.owners.read(id.index)
    var account = Account()
    account.owner = id
    account.subAccount = UInt8(owner.subAccountCount)
    let place = try state.accounts.append(account)
    if owner.directory == .none {
      var directory = SubAccountDirectory()
      directory.accounts[0] = Link(owner.firstAccount.index)
      owner.directory = Link(try state.directories.append(directory))
    }
    if let directory = owner.directory.index {
      var accounts = try state.directories.read(directory)
      accounts.accounts[Int(owner.subAccountCount)] = Link(place)
      try state.directories.write(accounts, at: directory)
    }
    owner.subAccountCount += 1
    try state.owners.write(owner, at: id.index)
    let opened = AccountID(UInt32(place))
    emit(.subAccountOpened(opened, number: account.subAccount, beside: owner.firstAccount), into: &journal)
    return opened
  }
}
