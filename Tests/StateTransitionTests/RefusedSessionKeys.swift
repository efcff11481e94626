import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Units

/// What owners may not do with session keys, and session keys may not do at all.
enum RefusedSessionKeys {
  private static let cancel = Action.cancel(CancelOrder())

  /// Nobody is known to have signed: the state stays as it was.
  static let unauthenticated: [RefusedInput] = [
    RefusedInput(
      "a session key of the generation before", .unknownKey, 1, 1,
      prepare: { exchange in
        for _ in 0..<2 { try exchange.addKey() }
        try exchange.block()
      }, submit: { try $0.submit(cancel, keyNonce: 1, generation: 1) }),
    RefusedInput(
      "a session key that was revoked", .unknownKey, 1, 1, prepare: prepareRevoked,
      submit: { try $0.submit(cancel, keyNonce: 1, generation: 1) }),
    RefusedInput(
      "a revoked key under the generation after", .unknownKey, 1, 2, prepare: prepareRevoked,
      submit: { try $0.submit(cancel, keyNonce: 1, generation: 2) }),
    RefusedInput("a slot that nobody has", .unknownKey, 9, 0) { exchange in
      try exchange.submit(cancel, keyNonce: 1, generation: 0) { $0.keySlot = 9 }
    },
    RefusedInput(
      "the owner's own key in the place of the session key", .wrongSigner, prepare: prepareKey,
      submit: { try $0.submit(cancel, keyNonce: 1, key: TestExchange.key(0)) }),
    RefusedInput(
      "a session key in the place of the owner's own", .wrongSigner, prepare: prepareKey,
      submit: { exchange in
        try exchange.submit(cancel, keyNonce: 2, generation: 0) { $0.keySlot = 0 }
      }),
    RefusedInput(
      "a session key of another owner", .wrongSigner, prepare: prepareKey,
      submit: { try $0.submit(cancel, keyNonce: 1, key: TestExchange.sessionKey(1)) }),
    RefusedInput(
      "a session key a millisecond late", .keyExpired, 1_002_999, 1_003_000,
      prepare: { exchange in
        try exchange.addKey { $0.expiryMs = 1_002_999 }
        try exchange.block()
      }, submit: { try $0.submit(cancel, keyNonce: 1) }),
    RefusedInput(
      "a session key's nonce sent again", .nonceUsed, 7, 7,
      prepare: { exchange in
        try prepareKey(&exchange)
        try exchange.submit(cancel, keyNonce: 7)
        try exchange.block()
      }, submit: { try $0.submit(.cancelAll(CancelAll(market: 0)), keyNonce: 7) }),
  ]

  /// Signed by a session key, and refused: only that key's nonce is used.
  static let outOfScope: [RefusedInput] = [
    RefusedInput(
      "an action that the key was not given", .keyActionOutOfScope, 0b10, 2,
      prepare: { exchange in
        try exchange.addKey { $0.actions = 0b10 }
        try exchange.block()
      }, submit: { try $0.submit(cancel, keyNonce: 1) }),
    RefusedInput(
      "money, which no session key reaches", .keyActionOutOfScope, 0b111_1110, 8, prepare: prepareKey,
      submit: { try $0.submit(.withdraw(Withdraw()), keyNonce: 1) }),
    RefusedInput(
      "another key", .keyActionOutOfScope, 0b111_1110, 10, prepare: prepareKey,
      submit: { try $0.submit(.addKey(AddKey()), keyNonce: 1) }),
    RefusedInput(
      "its own end", .keyActionOutOfScope, 0b111_1110, 11, prepare: prepareKey,
      submit: { try $0.submit(.revokeKey(RevokeKey()), keyNonce: 1) }),
    RefusedInput(
      "another market", .keyMarketOutOfScope, 1, 1, prepare: prepareKey,
      submit: { try $0.submit(.place(TestExchange.place(.buy, 1, in: 1)), keyNonce: 1) }),
    RefusedInput(
      "a market that no bit stands for", .keyMarketOutOfScope, Int128(UInt64.max), 64,
      prepare: { exchange in
        try exchange.addKey { $0.markets = .max }
        try exchange.block()
      }, submit: { try $0.submit(.place(TestExchange.place(.buy, 1, in: 64)), keyNonce: 1) }),
    RefusedInput(
      "orders of all markets", .keyMarketOutOfScope, 1, 65_535, prepare: prepareKey,
      submit: { try $0.submit(.cancelAll(CancelAll(market: CancelAll.allMarkets)), keyNonce: 1) }),
    RefusedInput(
      "a batch that leaves the market", .keyMarketOutOfScope, 1, 1, prepare: prepareKey,
      submit: { try $0.submit(try batch(.place(TestExchange.place(.buy, 1, in: 1))), keyNonce: 1) }),
    RefusedInput(
      "a batch of what it may not sign alone", .keyActionOutOfScope, 0b10_0010, 2,
      prepare: { exchange in
        try exchange.addKey { $0.actions = 0b10_0010 }
        try exchange.block()
      }, submit: { try $0.submit(try batch(.cancel(CancelOrder())), keyNonce: 1) }),
    RefusedInput(
      "a lot more than its cap", .keyNotionalAboveCap, 300_000_000, 301_000_000, prepare: prepareCapped,
      submit: { try $0.submit(.place(TestExchange.place(.buy, 301)), keyNonce: 1) }),
    RefusedInput(
      "more lots than there are", .keyNotionalAboveCap, 300_000_000, 1 << 40 * 1_000_000, prepare: prepareCapped,
      submit: { try $0.submit(.place(TestExchange.place(.sell, .max)), keyNonce: 1) }),
    RefusedInput(
      "a stop that may enlarge the position, because nothing counts it while it waits", .keyNotionalAboveCap,
      300_000_000,
      10_000_000_000_000, prepare: prepareCapped,
      submit: { try $0.submit(.place(TestExchange.place(.buy, 1) { $0.triggerTick = 20_000 }), keyNonce: 1) }),
    RefusedInput(
      "a lot more than its cap beside what the owner has open", .keyNotionalAboveCap, 300_000_000, 301_000_000,
      prepare: { exchange in
        try exchange.order(.buy, 200, at: 9_000, by: 0)
        try prepareCapped(&exchange)
      }, submit: { try $0.submit(.place(TestExchange.place(.buy, 101)), keyNonce: 1) }),
  ]

  /// Signed by the owner, and refused.
  static let additions: [RefusedInput] = [
    RefusedInput("a session key for withdrawals", .keyActionOutOfScope, 0b111_1110, 0b1_0000_0010) { exchange in
      try exchange.addKey { $0.actions = 0b1_0000_0010 }
    },
    RefusedInput("a key in the owner's own slot", .unknownKeySlot, 8, 0) { try $0.addKey { $0.slot = 0 } },
    RefusedInput("a key in a ninth slot", .unknownKeySlot, 8, 9) { try $0.addKey { $0.slot = 9 } },
    RefusedInput(
      "a key in a slot whose numbers have come to their end", .unknownKeySlot, 8, 1,
      prepare: { exchange in
        try prepareKey(&exchange)
        var key = try exchange.sessionKey()
        key.generation = .max - 1
        try exchange.execution.state.sessionKeys.write(key, at: 0)
      }, submit: { try $0.addKey() }),
    RefusedInput("nobody's key", .keyAddressInvalid) { try $0.addKey { $0.address = .zero } },
    RefusedInput("the owner's own key", .keyAddressInvalid) { exchange in
      try exchange.addKey { $0.address = TestExchange.key(0).address }
    },
    RefusedInput("the end of a key that never was", .unknownKeySlot, 8, 3) {
      try $0.submit(.revokeKey(RevokeKey(slot: 3)), by: 0)
    },
    RefusedInput(
      "the end of a key that was revoked", .unknownKeySlot, 8, 1, prepare: prepareRevoked,
      submit: { try $0.submit(.revokeKey(RevokeKey(slot: 1)), by: 0) }),
  ]

  private static let prepareKey: @Sendable (inout TestExchange) throws -> Void = { exchange in
    try exchange.addKey()
    try exchange.block()
  }

  private static let prepareRevoked: @Sendable (inout TestExchange) throws -> Void = { exchange in
    try exchange.addKey()
    try exchange.submit(.revokeKey(RevokeKey(slot: 1)), by: 0)
    try exchange.block()
  }

  private static let prepareCapped: @Sendable (inout TestExchange) throws -> Void = { exchange in
    try exchange.addKey { $0.notionalCap = Notional(atoms: 300_000_000) }
    try exchange.block()
  }

  private static func batch(_ operation: Ledger.Operation) throws -> Action {
    var batch = Batch()
    batch.operations = try BoundedList([.place(TestExchange.place(.buy, 1, at: 9_000)), operation])
    return .batch(batch)
  }
}
