import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Units

extension TestExchange {
  /// A key that is no user's own.
  static func sessionKey(_ number: Int) -> PrivateKey { key(100 + number) }

  /// User 0 gives session key 0 slot 1, in the next block: market 0, all that a session key may sign, no end, no cap.
  mutating func addKey(_ change: (inout AddKey) -> Void = { _ in }) throws {
    var addition = AddKey()
    addition.address = Self.sessionKey(0).address
    addition.markets = 1
    addition.actions = AddKey.delegable
    change(&addition)
    try submit(.addKey(addition), by: 0)
  }

  /// Signs with session key 0, in slot 1, for user 0.
  mutating func submit(
    _ action: Action, keyNonce nonce: UInt64, generation: UInt32 = 1, key: PrivateKey = Self.sessionKey(0),
    _ change: (inout Transaction) -> Void = { _ in }
  ) throws {
    var transaction = Transaction(owner: owner(0), nonce: nonce, action: action)
    transaction.keySlot = 1
    transaction.keyGeneration = generation
    change(&transaction)
    try submit(item: execution.domain.sign(transaction, with: key).encoded())
  }

  static func place(
    _ side: Side, _ lots: UInt64, at tick: UInt32 = 10_000, in market: UInt16 = 0,
    _ change: (inout PlaceOrder) -> Void = { _ in }
  ) -> PlaceOrder {
    var order = PlaceOrder(
      market: market, side: side, timeInForce: .goodTillCancelled, quantity: Quantity(lots: lots), tick: tick)
    change(&order)
    return order
  }

  func sessionKey(at index: UInt64 = 0) throws -> SessionKey { try execution.state.sessionKeys.read(index) }
}
