import Cryptography
import Ledger
import Merkle
import SSZ
import Units

extension Execution {
  /// Puts a session key into a slot, under a new generation: what the slot's last key signed is worth nothing now.
  mutating func addKey(
    _ addition: AddKey, of owner: OwnerID, into journal: inout Journal
  ) throws(StepFailure) {
    let held = try check(addition, of: owner)
    try reading { () throws(StateAccessError) in
      try write(held, slot: addition.slot, of: owner)
      let account = try state.owners.read(owner.index).firstAccount
      emit(.keyAdded(slot: addition.slot, held.key, of: account), into: &journal)
      finish(into: &journal)
    }
  }

  /// Empties a slot. Its generation rises, so that nothing its last key signed can be sent any more.
  mutating func revokeKey(
    _ revocation: RevokeKey, of owner: OwnerID, into journal: inout Journal
  ) throws(StepFailure) {
    let held = try check(revocation, of: owner)
    try reading { () throws(StateAccessError) in
      try empty(slot: revocation.slot, of: owner, leaving: held, into: &journal)
      finish(into: &journal)
    }
  }

  /// Empties every slot that holds a key; with none there is nothing to do.
  mutating func revokeAllKeys(of owner: OwnerID, into journal: inout Journal) throws(StateAccessError) {
    for slot in 1...UInt8(Owner.keySlotLimit) {
      guard let held = try emptied(slot: slot, of: owner) else { continue }
      try empty(slot: slot, of: owner, leaving: held, into: &journal)
    }
    finish(into: &journal)
  }

  private mutating func empty(
    slot: UInt8, of owner: OwnerID, leaving held: HeldKey, into journal: inout Journal
  ) throws(StateAccessError) {
    try write(held, slot: slot, of: owner)
    let account = try state.owners.read(owner.index).firstAccount
    emit(.keyRevoked(slot: slot, generation: held.key.generation, of: account), into: &journal)
  }

  /// Whether a key may be added; the key as it will be, if so, and where.
  func check(_ addition: AddKey, of id: OwnerID) throws(StepFailure) -> HeldKey {
    let owner = try reading { () throws(StateAccessError) in try state.owners.read(id.index) }
    guard addition.actions & ~AddKey.delegable == 0 else {
      throw .refused(Refusal(.keyActionOutOfScope, limit: AddKey.delegable, found: addition.actions))
    }
    let held = try reading { () throws(StateAccessError) in try state.sessionKey(of: owner, slot: addition.slot) }
    // A slot's numbers end, and the last one is kept for taking its key back.
    guard (1...Owner.keySlotLimit).contains(Int(addition.slot)), (held?.key.generation ?? 0) < .max - 1,
      held != nil || state.sessionKeys.count < Link.placeLimit
    else { throw .refused(Refusal(.unknownKeySlot, limit: Owner.keySlotLimit, found: addition.slot)) }
    guard addition.address != .zero, addition.address != owner.address else {
      throw .refused(Refusal(.keyAddressInvalid))
    }
    var key = SessionKey()
    key.address = addition.address
    key.generation = (held?.key.generation ?? 0) + 1
    key.expiryMs = addition.expiryMs
    key.markets = addition.markets
    key.actions = addition.actions
    key.notionalCap = addition.notionalCap
    return HeldKey(index: held?.index ?? state.sessionKeys.count, key: key)
  }

  /// Whether there is a key to take back; what its place will hold, if so.
  func check(_ revocation: RevokeKey, of id: OwnerID) throws(StepFailure) -> HeldKey {
    let held = try reading { () throws(StateAccessError) in try emptied(slot: revocation.slot, of: id) }
    guard let held else {
      throw .refused(Refusal(.unknownKeySlot, limit: Owner.keySlotLimit, found: revocation.slot))
    }
    return held
  }

  /// What the slot's place will hold without its key; nil where it holds none.
  private func emptied(slot: UInt8, of id: OwnerID) throws(StateAccessError) -> HeldKey? {
    guard let held = try state.sessionKey(of: try state.owners.read(id.index), slot: slot), held.key.address != .zero
    else { return nil }
    var key = SessionKey()
    key.generation = held.key.generation + 1
    return HeldKey(index: held.index, key: key)
  }

  /// Writes a key into its place, which is new when the slot never had one.
  private mutating func write(_ held: HeldKey, slot: UInt8, of id: OwnerID) throws(StateAccessError) {
    guard held.index == state.sessionKeys.count else { return try state.sessionKeys.write(held.key, at: held.index) }
    var owner = try state.owners.read(id.index)
    owner.keys[Int(slot) - 1] = Link(try state.sessionKeys.append(held.key))
    try state.owners.write(owner, at: id.index)
  }
}
