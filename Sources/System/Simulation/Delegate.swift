import Cryptography
import Ledger
import Merkle
import SSZ
import Units

/// A session key through which an agent trades, in slot 1 of its owner.
///
/// The owner adds it, adds it again when it is about to end, and now and then takes it back; what is asked for at such a
/// wake it signs itself. All of this is read from the state: nothing is remembered.
struct Delegate: Sendable {
  let key: PrivateKey
  let address: Address
  /// What its orders in one market may come to.
  let notionalCap: Notional

  private static let slot: UInt8 = 1
  /// How long it is good, and how long before its end it is added again.
  private static let (lifeBlocks, renewalBlocks): (UInt64, UInt64) = (2_000, 200)

  /// - Parameter index: of the agent, from which the key follows.
  init(index: Int, deposit: Notional) {
    key = DerivedKeys.key(domain: "plimsoll/session", index: UInt64(index))
    address = key.address
    notionalCap = deposit.times(4)
  }

  /// Who signs at this wake.
  enum Turn: Equatable {
    /// The session key, as one of this generation, with nonces from `nonce`.
    case session(generation: UInt32, nonce: UInt64)
    /// The owner, who first does something about the key.
    case owner(Action)
  }

  func turn(_ owner: Owner, in state: State, _ outlook: Outlook, _ draws: inout KeyedDraws) -> Turn {
    guard let held = state.sessionKey(of: owner), held.address == address,
      held.expiryMs > outlook.time(inBlocks: Self.renewalBlocks)
    else { return .owner(.addKey(addition(state, outlook))) }
    if draws.chance(partsPerMillion: 50_000) { return .owner(.revokeKey(RevokeKey(slot: Self.slot))) }
    return .session(generation: held.generation, nonce: held.nonces.next)
  }

  private func addition(_ state: State, _ outlook: Outlook) -> AddKey {
    var addition = AddKey()
    addition.slot = Self.slot
    addition.address = address
    addition.expiryMs = outlook.time(inBlocks: Self.lifeBlocks)
    addition.markets = .max >> (UInt64(MarketRules.marketLimit) - state.rules.count)
    addition.actions = AddKey.delegable
    addition.notionalCap = notionalCap
    return addition
  }

  /// `action` as the session key signs it.
  func transaction(_ action: Action, for owner: OwnerID, generation: UInt32, nonce: UInt64) -> Transaction {
    var transaction = Transaction(owner: owner, nonce: nonce, action: action)
    transaction.keySlot = Self.slot
    transaction.keyGeneration = generation
    return transaction
  }
}

extension State {
  /// What slot 1 holds; nil if it never held anything.
  fileprivate func sessionKey(of owner: Owner) -> SessionKey? {
    known { state throws(StateAccessError) in
      guard let index = owner.keys[0].index else { return nil }
      return try state.sessionKeys.read(index)
    }
  }
}
