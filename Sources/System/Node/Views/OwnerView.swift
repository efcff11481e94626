import Cryptography
import JSON
import Ledger
import Merkle
import SSZ
import Units

/// Who signs: keys, nonces and accounts of one owner.
struct OwnerView {
  let state: State
  let id: OwnerID

  /// What is said of an address that never deposited.
  static let unknown: JSONValue = [
    "owner": .null, "nextNonce": 1, "account": .null, "accounts": [], "keys": [],
  ]

  var json: JSONValue {
    let owner = state.known { state throws(StateAccessError) in try state.owners.read(id.index) }
    return [
      "owner": .count(id.rawValue), "nextNonce": .count(owner.nonces.next),
      "account": .count(owner.firstAccount.rawValue),
      "accounts": .array(state.accounts(of: owner).map { .count($0.rawValue) }),
      "keys": .array((1...Owner.keySlotLimit).compactMap { key(slot: $0, of: owner) }),
    ]
  }

  /// Nil for a slot that has no key.
  private func key(slot: Int, of owner: Owner) -> JSONValue? {
    guard let index = owner.keys[slot - 1].index else { return nil }
    let key = state.known { state throws(StateAccessError) in try state.sessionKeys.read(index) }
    guard key.address != .zero else { return nil }
    let markets = state.units.filter { key.markets >> UInt64($0.rules.feed) & 1 == 1 }
    let actions = ActionWords.selectors.all.filter { name in
      ActionWords.selectors[name].map { key.actions >> UInt32($0) & 1 == 1 } ?? false
    }
    return [
      "slot": .count(slot), "address": .string(key.address.checksummed), "generation": .count(key.generation),
      "nextNonce": .count(key.nonces.next), "expiryMs": .count(key.expiryMs),
      "markets": .array(markets.map { .string($0.rules.name) }), "actions": .array(actions.map { .string($0) }),
      "notionalCap": .usdc(key.notionalCap),
    ]
  }
}
