import Cryptography
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
      let (transaction, account) = try authenticate(input)
      try useNonce(of: transaction)
      try checkExpiry(of: transaction)
      switch transaction.action {
      case .place(let order): try place(order, for: account)
      case .cancel(let cancel): try self.cancel(cancel, for: account, into: &journal)
      default: throw .refused(Refusal(.unknownScheme))
      }
    } catch {
      finish(try error.refusalOrThrow(), into: &journal)
    }
  }

  /// Who asks: the owner's own key must have signed, and its nonce must be fresh.
  func authenticate(
    _ input: SignedInput<SignedTransaction>
  ) throws(StepFailure) -> (transaction: Transaction, account: AccountID) {
    let transaction = try checking { () throws(Refusal) in
      try input.value(byteLimit: SignedTransaction.byteLimit).transaction
    }
    guard transaction.scheme == 0 else {
      throw .refused(Refusal(.unknownScheme, limit: 1, found: transaction.scheme))
    }
    guard transaction.owner.index < state.owners.count else {
      throw .refused(Refusal(.unknownOwner, limit: state.owners.count, found: transaction.owner.rawValue))
    }
    guard transaction.subAccount == 0 else {
      throw .refused(Refusal(.unknownSubAccount, limit: 1, found: transaction.subAccount))
    }
    guard transaction.keySlot == 0, transaction.keyGeneration == 0 else {
      throw .refused(Refusal(.unknownKey, limit: UInt32(transaction.keySlot), found: transaction.keyGeneration))
    }
    let signer = try checking { () throws(Refusal) in try input.signer() }
    let owner = try reading { () throws(StateAccessError) in try state.owners.read(transaction.owner.index) }
    guard owner.address == signer, signer != .zero else { throw .refused(Refusal(.wrongSigner)) }
    try checking { () throws(Refusal) in try owner.nonces.check(transaction.nonce) }
    return (transaction, owner.firstAccount)
  }

  private mutating func useNonce(of transaction: Transaction) throws(StepFailure) {
    try reading { () throws(StateAccessError) in
      var owner = try state.owners.read(transaction.owner.index)
      owner.nonces.use(transaction.nonce)
      try state.owners.write(owner, at: transaction.owner.index)
    }
  }

  private func checkExpiry(of transaction: Transaction) throws(StepFailure) {
    guard transaction.expiryMs == 0 || state.clock.timestampMs <= transaction.expiryMs else {
      throw .refused(Refusal(.expired, limit: transaction.expiryMs, found: state.clock.timestampMs))
    }
  }
}

extension NonceWindow {
  /// - Throws: why `nonce` cannot be used.
  public func check(_ nonce: UInt64) throws(Refusal) {
    switch verdict(on: nonce) {
    case .fresh: return
    case .alreadyUsed: throw Refusal(.nonceUsed, limit: highest, found: nonce)
    case .tooOld: throw Refusal(.nonceTooOld, limit: highest, found: nonce)
    case .tooFarAhead:
      throw Refusal(.nonceTooFarAhead, limit: UInt128(highest) + UInt128(Self.aheadLimit), found: nonce)
    }
  }
}
