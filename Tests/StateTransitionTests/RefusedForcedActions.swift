import Cryptography
import Ledger
import SSZ
import StateTransition
import Units

/// What owners may not force. Users 0 to 2 have 100 USDC each and nothing else.
enum RefusedForcedActions {
  static let rows = senders + actions + reports

  private static let everything = ForcedAction.cancelAll(CancelAll(market: CancelAll.allMarkets))

  private static let senders: [RefusedInput] = [
    RefusedInput("a forced action of no bytes", .malformed, 512, 0) {
      try $0.message(kind: InboxMessage.forcedAction, payload: [])
    },
    RefusedInput("a forced action cut short", .malformed, 512, 35) { exchange in
      let payload = exchange.forced(everything, by: 0).encoded()
      try exchange.message(kind: InboxMessage.forcedAction, payload: payload.dropLast())
    },
    RefusedInput("a forced action that goes on", .malformed, 512, 37) { exchange in
      let payload = exchange.forced(everything, by: 0).encoded()
      try exchange.message(kind: InboxMessage.forcedAction, payload: payload + [0])
    },
    RefusedInput("an action that nobody can force", .malformed, 512, 36) { exchange in
      var payload = exchange.forced(everything, by: 0).encoded()
      payload[33] = 7
      try exchange.message(kind: InboxMessage.forcedAction, payload: payload)
    },
    RefusedInput("a sender that L2 does not know", .unknownOwner, 7, 7) {
      try $0.force(everything, by: 0) { $0.owner = OwnerID(7) }
    },
    RefusedInput("a sender under another's number", .ownerAddressMismatch) {
      try $0.force(everything, by: 0) { $0.owner = OwnerID(5) }
    },
    RefusedInput("nobody, in the name of the insurance", .ownerAddressMismatch) {
      try $0.force(everything, by: 0) { ($0.owner, $0.address) = (Owner.Reserved.insurance.owner, .zero) }
    },
    RefusedInput("a sub-account that is not open", .unknownSubAccount, 1, 1) {
      try $0.force(everything, by: 0, sub: 1)
    },
    RefusedInput("a forced action that was read before", .messageOutOfOrder, 3, 2) { exchange in
      let payload = exchange.forced(everything, by: 0).encoded()
      try exchange.message(kind: InboxMessage.forcedAction, payload: payload, index: 2)
    },
    RefusedInput("a forced action that comes too early", .messageOutOfOrder, 3, 4) { exchange in
      let payload = exchange.forced(everything, by: 0).encoded()
      try exchange.message(kind: InboxMessage.forcedAction, payload: payload, index: 4)
    },
  ]

  private static let actions: [RefusedInput] = [
    RefusedInput("an atom too many is forced out", .insufficientBalance, 100_000_001, 100_000_000) {
      try $0.force(TestExchange.forcedWithdrawal(100_000_001), by: 0)
    },
    RefusedInput("nothing is forced out", .amountZero) { try $0.force(TestExchange.forcedWithdrawal(0), by: 0) },
    RefusedInput("what is no money here is forced out", .unknownAsset, 1, 1) {
      try $0.force(TestExchange.forcedWithdrawal(1, of: .collateral), by: 0)
    },
    RefusedInput("the orders of no market are cancelled", .unknownMarket, 2, 2) {
      try $0.force(.cancelAll(CancelAll(market: 2)), by: 0)
    },
    RefusedInput("a position in no market is closed", .unknownMarket, 2, 2) {
      try $0.force(.close(ClosePosition(market: 2)), by: 0)
    },
    RefusedInput("a position is closed that is none", .reduceOnlyWouldIncrease, 0, 5) {
      try $0.force(.close(ClosePosition(market: 0, quantity: Quantity(lots: 5))), by: 0)
    },
    RefusedInput("a key is taken back that is none", .unknownKeySlot, 8, 1) {
      try $0.force(.revokeKey(RevokeKey(slot: 1)), by: 0)
    },
    RefusedInput("the key of a slot that is none is taken back", .unknownKeySlot, 8, 9) {
      try $0.force(.revokeKey(RevokeKey(slot: 9)), by: 0)
    },
  ]

  /// The block is 1,000 ms after the last, at which the L1 stood.
  private static let reports: [RefusedInput] = [
    RefusedInput("a forced report of noise", .malformed, 512, 3) {
      try $0.message(kind: InboxMessage.priceReport, payload: [1, 2, 3])
    },
    RefusedInput("a forced report in another's name", .wrongSigner) { exchange in
      let now = exchange.execution.state.clock.timestampMs
      var report = exchange.signedPrice(1_000_000, at: now)
      report.publisher = 1
      try exchange.force(report, at: now)
    },
    RefusedInput(
      "a forced report that was too old on the L1", .reportTooOld, 1_002_001, 1_002_000,
      prepare: { exchange in for _ in 0..<6 { try exchange.block() } },
      submit: { try $0.force($0.signedPrice(1_000_000, at: 1_002_000), at: 1_007_001) }),
    RefusedInput(
      "a forced report from the future of the L1", .reportFromFuture, 1_003_000, 1_003_001,
      prepare: { exchange in for _ in 0..<6 { try exchange.block() } },
      submit: { try $0.force($0.signedPrice(1_000_000, at: 1_003_001), at: 1_002_000) }),
    RefusedInput("a report from the future of an L1 that is ahead", .reportFromFuture, 1_003_000, 1_003_001) {
      try $0.force($0.signedPrice(1_000_000, at: 1_003_001), at: 2_000_000)
    },
  ]
}
