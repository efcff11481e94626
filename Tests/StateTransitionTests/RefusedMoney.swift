import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Units

/// What owners may not do with money. User 0 has 100 USDC, margin is 5 %, and there is no collateral asset.
enum RefusedMoney {
  static let rows = recipients + amounts + withdrawals + modes

  private static let recipients: [RefusedInput] = [
    RefusedInput("to nobody", .recipientMismatch, 7, 7) { exchange in
      try exchange.submit(exchange.transfer(1, to: 1, sub: 0) { $0.toOwner = OwnerID(7) }, by: 0)
    },
    RefusedInput("to a number that is somebody else's", .recipientMismatch, 7, 5) { exchange in
      let address = TestExchange.key(2).address
      try exchange.submit(exchange.transfer(1, to: 1, sub: 0) { $0.toAddress = address }, by: 0)
    },
    RefusedInput("to oneself under a wrong address", .recipientMismatch, 7, 4) { exchange in
      let address = TestExchange.key(2).address
      try exchange.submit(exchange.transfer(1, to: 0, sub: 1) { $0.toAddress = address }, by: 0)
    },
    RefusedInput("to the insurance", .recipientMismatch, 7, 1) { exchange in
      let insurance = Owner.Reserved.insurance.owner
      try exchange.submit(
        exchange.transfer(1, to: 1, sub: 0) { ($0.toOwner, $0.toAddress) = (insurance, .zero) }, by: 0)
    },
    RefusedInput("to the account that gives", .recipientMismatch, 7, 4) { exchange in
      try exchange.submit(exchange.transfer(1, to: 0, sub: 0), by: 0)
    },
    RefusedInput("to one's own third sub-account before the second", .subAccountOutOfOrder, 1, 2) { exchange in
      try exchange.submit(exchange.transfer(1, to: 0, sub: 2), by: 0)
    },
    RefusedInput("to a sub-account that somebody else has not opened", .subAccountOutOfOrder, 1, 1) { exchange in
      try exchange.submit(exchange.transfer(1, to: 1, sub: 1), by: 0)
    },
  ]

  private static let amounts: [RefusedInput] = [
    RefusedInput("nothing is given", .amountZero) { try $0.submit($0.transfer(0, to: 1, sub: 0), by: 0) },
    RefusedInput("what is no money here is given", .unknownAsset, 1, 1) { exchange in
      try exchange.submit(exchange.transfer(1, of: .collateral, to: 1, sub: 0), by: 0)
    },
    RefusedInput("an atom too many is given", .insufficientBalance, 100_000_001, 100_000_000) { exchange in
      try exchange.submit(exchange.transfer(100_000_001, to: 1, sub: 0), by: 0)
    },
    RefusedInput(
      "an atom is given that an order needs", .insufficientMargin, 50_000_000, 49_999_999,
      prepare: prepareOrder, submit: { try $0.submit($0.transfer(50_000_001, to: 0, sub: 1), by: 0) }),
    RefusedInput(
      "an account in the liquidation queue gives", .insufficientMargin, 0, 99_999_999, prepare: prepareQueued,
      submit: { try $0.submit($0.transfer(1, to: 1, sub: 0), by: 0) }),
    RefusedInput(
      "an account gives while nobody knows what it is worth", .priceStale, 5_000, 7_010,
      prepare: { exchange in
        try prepareOrder(&exchange)
        for _ in 0..<5 { try exchange.block() }
      }, submit: { try $0.submit($0.transfer(1, to: 1, sub: 0), by: 0) }),
  ]

  private static let withdrawals: [RefusedInput] = [
    RefusedInput("nothing is withdrawn", .amountZero) { try $0.submit(TestExchange.withdrawal(0), by: 0) },
    RefusedInput("what is no money here is withdrawn", .unknownAsset, 1, 1) {
      try $0.submit(TestExchange.withdrawal(1, of: .collateral), by: 0)
    },
    RefusedInput("an atom too many is withdrawn", .insufficientBalance, 100_000_001, 100_000_000) {
      try $0.submit(TestExchange.withdrawal(100_000_001), by: 0)
    },
    RefusedInput("all that can be asked for is withdrawn", .insufficientBalance, Int128(UInt64.max), 100_000_000) {
      try $0.submit(TestExchange.withdrawal(.max), by: 0)
    },
    RefusedInput(
      "an atom is withdrawn that an order needs", .insufficientMargin, 50_000_000, 49_999_999,
      prepare: prepareOrder, submit: { try $0.submit(TestExchange.withdrawal(50_000_001), by: 0) }),
    RefusedInput(
      "an account in the liquidation queue withdraws", .insufficientMargin, 0, 99_999_999, prepare: prepareQueued,
      submit: { try $0.submit(TestExchange.withdrawal(1), by: 0) }),
    RefusedInput(
      "into an outbox without room", .outboxFull, 1 << 32, 1 << 32,
      prepare: { exchange in
        exchange.execution.state.withdrawals = PersistentList(blinded: Bytes32(), count: 1 << 32, at: .root)
      }, submit: { try $0.submit(TestExchange.withdrawal(1), by: 0) }),
  ]

  private static let modes: [RefusedInput] = [
    RefusedInput("a third market for itself", .unknownMarket, 2, 2) { try $0.submit(TestExchange.isolate(2), by: 0) },
    RefusedInput("a market joined that was never apart", .marketNotIsolated, 2, 0) {
      try $0.submit(TestExchange.join(), by: 0)
    },
    RefusedInput(
      "a market joined twice", .marketNotIsolated, 2, 0,
      prepare: { exchange in
        try prepareIsolated(&exchange)
        try exchange.submit(TestExchange.join(), by: 0)
        try exchange.block()
      }, submit: { try $0.submit(TestExchange.join(), by: 0) }),
    RefusedInput(
      "a market for itself, with an order in the cross bucket", .crossInUse, 1, 0, prepare: prepareOrder,
      submit: { try $0.submit(TestExchange.isolate(), by: 0) }),
    RefusedInput(
      "a market for itself, with a position in the cross bucket", .crossInUse, 0, -7, prepare: preparePosition,
      submit: { try $0.submit(TestExchange.isolate(), by: 0) }),
    RefusedInput(
      "a market joined with an order", .isolatedInUse, 1, 0,
      prepare: { exchange in
        try prepareIsolated(&exchange)
        try prepareOrder(&exchange)
      }, submit: { try $0.submit(TestExchange.join(), by: 0) }),
    RefusedInput(
      "a market joined with a position", .isolatedInUse, 0, -7,
      prepare: { exchange in
        try prepareIsolated(&exchange)
        try preparePosition(&exchange)
      }, submit: { try $0.submit(TestExchange.join(), by: 0) }),
    RefusedInput("more cash for a market than there is", .insufficientBalance, 100_000_001, 100_000_000) {
      try $0.submit(TestExchange.isolate(with: 100_000_001), by: 0)
    },
    RefusedInput("less than no cash for a market", .insufficientBalance, 1 << 63, 0) {
      try $0.submit(TestExchange.isolate(with: .min), by: 0)
    },
    RefusedInput(
      "more cash back than a market has", .insufficientBalance, 60_000_001, 60_000_000, prepare: prepareIsolated,
      submit: { try $0.submit(TestExchange.isolate(with: -60_000_001), by: 0) }),
    RefusedInput(
      "cash back that an order needs", .insufficientMargin, 50_000_000, 49_999_999,
      prepare: { exchange in
        try prepareIsolated(&exchange)
        try prepareOrder(&exchange)
      }, submit: { try $0.submit(TestExchange.isolate(with: -10_000_001), by: 0) }),
    RefusedInput(
      "cash for a market that the cross bucket needs", .insufficientMargin, 50_000_000, 49_999_999,
      prepare: { exchange in
        try exchange.order(.buy, 1_000, at: 10_000, in: 1, by: 0)
        try exchange.block()
      }, submit: { try $0.submit(TestExchange.isolate(with: 50_000_001), by: 0) }),
    RefusedInput(
      "no cash for a market that is apart", .amountZero, prepare: prepareIsolated,
      submit: { try $0.submit(TestExchange.isolate(), by: 0) }),
  ]

  /// A thousand lots at one USDC: 50 USDC of initial margin.
  private static let prepareOrder: @Sendable (inout TestExchange) throws -> Void = { exchange in
    try exchange.order(.buy, 1_000, at: 10_000, by: 0)
    try exchange.block()
  }

  private static let preparePosition: @Sendable (inout TestExchange) throws -> Void = { exchange in
    try exchange.order(.buy, 7, at: 10_000, by: 1)
    try exchange.order(.sell, 7, at: 10_000, by: 0)
    try exchange.block()
  }

  private static let prepareIsolated: @Sendable (inout TestExchange) throws -> Void = { exchange in
    try exchange.submit(TestExchange.isolate(with: 60_000_000), by: 0)
    try exchange.block()
  }

  private static let prepareQueued: @Sendable (inout TestExchange) throws -> Void = { exchange in
    let place = exchange.account(0).index
    var account = try exchange.execution.state.accounts.read(place)
    account.isQueued = true
    try exchange.execution.state.accounts.write(account, at: place)
  }
}
