import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `A message of the L1 that cannot be carried out` {
  @Test(arguments: rows)
  func `is consumed with a receipt, and moves nothing but the cursor of the inbox`(row: RefusedInput) throws {
    let outcome = try row.carryOut()
    let receipt = try #require(outcome.journal.receipts.last)
    #expect(receipt.source == .message)
    #expect(receipt.refusal == row.refusal)
    var expected = outcome.without.execution.state
    expected.inbox.advance(past: outcome.with.lastInputs.messages.elements[0])
    #expect(expected.root() == outcome.with.execution.stateRoot)
  }

  @Test(arguments: rows)
  func `does not keep the next one from its place`(row: RefusedInput) throws {
    var exchange = try row.carryOut().with
    try exchange.deposit(5, by: 0)
    let journal = try exchange.block()
    #expect(journal.receipts.last?.isAccepted == true)
    #expect(journal.events(.deposited).map(\.amount) == [Notional(atoms: 5)])
  }

  private static func deposit(_ owner: UInt32, _ address: Address) -> [UInt8] {
    Deposit(owner: OwnerID(owner), address: address, amount: 5).encoded()
  }

  static let rows = deposits + RefusedForcedActions.rows

  private static let deposits: [RefusedInput] = [
    RefusedInput("a kind to come", .unknownMessageKind, 3, 200) { try $0.message(kind: 200, payload: []) },
    RefusedInput("a deposit cut short", .malformed, 33, 32) {
      try $0.message(kind: InboxMessage.deposit, payload: deposit(7, .zero).dropLast())
    },
    RefusedInput("a deposit that goes on", .malformed, 33, 34) {
      try $0.message(kind: InboxMessage.deposit, payload: deposit(7, .zero) + [0])
    },
    RefusedInput("an owner that leaves one out", .ownerOutOfOrder, 7, 8) {
      try $0.message(kind: InboxMessage.deposit, payload: deposit(8, TestExchange.key(8).address))
    },
    RefusedInput("an owner under a foreign address", .ownerAddressMismatch) {
      try $0.message(kind: InboxMessage.deposit, payload: deposit(4, TestExchange.key(1).address))
    },
    RefusedInput("an asset that is none here", .unknownAsset, 1, 1) { exchange in
      try exchange.deposit(lots: 5, by: 0)
    },
    RefusedInput("an asset that is none at all", .malformed, 33, 33) { exchange in
      var payload = deposit(4, TestExchange.key(0).address)
      payload[24] = 2
      try exchange.message(kind: InboxMessage.deposit, payload: payload)
    },
    RefusedInput(
      "as much collateral as there may never be", .collateralFull, 1 << 40, 1 << 40,
      prepare: { $0.enableCollateral() }, submit: { try $0.deposit(lots: CollateralRules.lotLimit, by: 0) }),
    RefusedInput("a message that was read before", .messageOutOfOrder, 3, 2) {
      try $0.message(
        kind: InboxMessage.deposit, payload: deposit(4, TestExchange.key(0).address), index: 2)
    },
    RefusedInput("a message that comes too early", .messageOutOfOrder, 3, 4) {
      try $0.message(
        kind: InboxMessage.deposit, payload: deposit(4, TestExchange.key(0).address), index: 4)
    },
  ]
}
