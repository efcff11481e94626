import Cryptography
import Ledger
import Merkle
import SSZ
import Units

/// A transaction that its owner, or a session key for its owner, signed, and whose nonce is fresh.
///
/// Only `Execution.authenticate` makes one. What a session key may sign is not checked by that: it is judged once the
/// nonce is used.
struct AuthenticatedTransaction {
  let transaction: Transaction
  /// The cross bucket of the sub-account that it names.
  let account: AccountID
  /// The session key that signed; nil: the owner's own key.
  let sessionKey: HeldKey?
}

/// A session key in its place.
struct HeldKey {
  let index: UInt64
  var key: SessionKey
}

extension Execution {
  /// Who asks, in whose name, and for which sub-account. Until all of this is known the state stays as it is.
  ///
  /// - Parameter timestampMs: of the block, at which a session key must not have expired.
  func authenticate(
    _ input: SignedInput<SignedTransaction>, at timestampMs: UInt64
  ) throws(StepFailure) -> AuthenticatedTransaction {
    let transaction = try checking { () throws(Refusal) in
      try input.value(byteLimit: SignedTransaction.byteLimit).transaction
    }
    guard transaction.scheme == 0 else {
      throw .refused(Refusal(.unknownScheme, limit: 1, found: transaction.scheme))
    }
    let owner = try knownOwner(transaction.owner, withSubAccount: transaction.subAccount)
    let sessionKey = try sessionKey(of: owner, for: transaction)
    let signer = try checking { () throws(Refusal) in try input.signer() }
    guard signer == sessionKey?.key.address ?? owner.address, signer != .zero else {
      throw .refused(Refusal(.wrongSigner))
    }
    try checking { () throws(Refusal) in
      if let key = sessionKey?.key { try key.checkExpiry(at: timestampMs) }
      try (sessionKey?.key.nonces ?? owner.nonces).check(transaction.nonce)
    }
    let account = try reading { () throws(StateAccessError) in
      try state.account(of: owner, subAccount: transaction.subAccount)
    }
    return AuthenticatedTransaction(transaction: transaction, account: account, sessionKey: sessionKey)
  }

  /// The owner of that number, who must have opened the sub-account.
  func knownOwner(_ id: OwnerID, withSubAccount subAccount: UInt8) throws(StepFailure) -> Owner {
    guard id.index < state.owners.count else {
      throw .refused(Refusal(.unknownOwner, limit: state.owners.count, found: id.rawValue))
    }
    let owner = try reading { () throws(StateAccessError) in try state.owners.read(id.index) }
    guard UInt32(subAccount) < owner.subAccountCount else {
      throw .refused(Refusal(.unknownSubAccount, limit: owner.subAccountCount, found: subAccount))
    }
    return owner
  }

  /// The session key that the transaction names; nil where it names the owner's own.
  private func sessionKey(
    of owner: Owner, for transaction: Transaction
  ) throws(StepFailure) -> HeldKey? {
    let held = try reading { () throws(StateAccessError) in try state.sessionKey(of: owner, slot: transaction.keySlot) }
    let isKnown =
      transaction.keySlot == 0
      ? transaction.keyGeneration == 0
      : held.map { $0.key.generation == transaction.keyGeneration && $0.key.address != .zero } ?? false
    guard isKnown else {
      throw .refused(Refusal(.unknownKey, limit: transaction.keySlot, found: transaction.keyGeneration))
    }
    return held
  }

  /// Uses the nonce in the window of whoever signed.
  mutating func useNonce(of authenticated: AuthenticatedTransaction) throws(StateAccessError) {
    let transaction = authenticated.transaction
    if var held = authenticated.sessionKey {
      held.key.nonces.use(transaction.nonce)
      try state.sessionKeys.write(held.key, at: held.index)
    } else {
      var owner = try state.owners.read(transaction.owner.index)
      owner.nonces.use(transaction.nonce)
      try state.owners.write(owner, at: transaction.owner.index)
    }
  }
}

extension State {
  /// The key in `slot`, which may be a revoked one; nil if the slot never had one, or is none.
  func sessionKey(of owner: Owner, slot: UInt8) throws(StateAccessError) -> HeldKey? {
    guard (1...Owner.keySlotLimit).contains(Int(slot)), let index = owner.keys[Int(slot) - 1].index else { return nil }
    return HeldKey(index: index, key: try sessionKeys.read(index))
  }
}

extension SessionKey {
  func checkExpiry(at timestampMs: UInt64) throws(Refusal) {
    guard expiryMs == 0 || timestampMs <= expiryMs else {
      throw Refusal(.keyExpired, limit: expiryMs, found: timestampMs)
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
