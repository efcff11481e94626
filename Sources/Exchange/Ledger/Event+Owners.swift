import SSZ
import Units

/// What owners do with their keys, their sub-accounts and their money.
extension Event {
  /// A session key was put into an owner's slot `code`; what it signs names the generation `clientID`. `account` is the
  /// owner's sub-account 0, and `amount` the key's notional cap.
  public static func keyAdded(slot: UInt8, _ key: SessionKey, of account: AccountID) -> Event {
    var event = Event()
    event.kind = .keyAdded
    event.account = account
    event.code = UInt32(slot)
    event.clientID = UInt128(key.generation)
    event.amount = key.notionalCap
    return event
  }

  /// The session key in an owner's slot `code` was taken back. The slot's generation is now `clientID`, and `account` is
  /// the owner's sub-account 0.
  public static func keyRevoked(slot: UInt8, generation: UInt32, of account: AccountID) -> Event {
    var event = Event()
    event.kind = .keyRevoked
    event.account = account
    event.code = UInt32(slot)
    event.clientID = UInt128(generation)
    return event
  }
}
