import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `A transaction that is refused` {
  @Test(arguments: rows)
  func `uses its nonce and changes nothing else`(row: RefusedInput) throws {
    let outcome = try row.carryOut()
    #expect(outcome.journal.itemReceipts.last?.refusal == row.refusal)
    #expect(outcome.journal.events.last?.isEmpty == true)
    #expect(outcome.with.execution.stateRoot != outcome.without.execution.stateRoot)

    // The item's nonce is the last that user 0 made.
    var expected = outcome.without.execution.state
    let place = outcome.with.owner(0).index
    var owner = try expected.owners.read(place)
    owner.nonces.use(outcome.with.nonces[0])
    try expected.owners.write(owner, at: place)
    #expect(expected.root() == outcome.with.execution.stateRoot)
  }

  @Test(arguments: rows)
  func `cannot be sent again`(row: RefusedInput) throws {
    var exchange = try row.carryOut().with
    try exchange.submit(item: exchange.lastInputs.items.elements[0].bytes)
    let journal = try exchange.block()
    #expect(journal.itemReceipts.last?.refusal?.reason == .nonceUsed)
  }

  static let rows = general + orders + limits + cancels + RefusedSessionKeys.additions + RefusedMoney.rows

  private static func change(_ exchange: inout TestExchange, _ change: (inout MarketRules) -> Void) throws {
    var rules = try exchange.execution.state.rules.read(0)
    change(&rules)
    try exchange.execution.state.rules.write(rules, at: 0)
  }

  private static let general: [RefusedInput] = [
    RefusedInput("a millisecond late", .expired, 1_001_999, 1_002_000) { exchange in
      var transaction = exchange.transaction(by: 0, .cancel(CancelOrder()))
      transaction.expiryMs = 1_001_999
      try exchange.submit(item: exchange.execution.domain.sign(transaction, with: TestExchange.key(0)).encoded())
    },
    RefusedInput("an order for a third market", .unknownMarket, 2, 2) {
      try $0.order(.buy, 1, at: 10_000, in: 2, by: 0)
    },
    RefusedInput("a cancel in a third market", .unknownMarket, 2, 65_535) {
      try $0.submit(.cancel(CancelOrder(market: 65_535, order: OrderID(rawValue: 1))), by: 0)
    },
    RefusedInput(
      "before the first quorum", .priceAbsent,
      prepare: { exchange in
        var market = try exchange.execution.state.markets.read(0)
        market.markAtomsPerLot = 0
        try exchange.execution.state.markets.write(market, at: 0)
        for publisher in 0..<3 as Range<UInt64> {
          try exchange.execution.state.prices.write(PublishedPrice(), at: publisher)
        }
      },
      submit: { try $0.order(.buy, 1, at: 10_000, by: 0) }),
    RefusedInput(
      "after the last price grew old", .priceStale, 5_000, 7_010, prepare: { for _ in 0..<6 { try $0.block() } },
      submit: { try $0.order(.buy, 1, at: 10_000, by: 0) }),
    RefusedInput(
      "too old before its tick is looked at", .priceStale, 5_000, 7_010,
      prepare: { for _ in 0..<6 { try $0.block() } }, submit: { try $0.order(.buy, .max, at: 0, by: 0) }),
  ]

  private static let orders: [RefusedInput] = [
    RefusedInput("a price of zero", .tickOutOfRange, 1 << 24, 0) { try $0.order(.buy, 1, at: 0, by: 0) },
    RefusedInput("a price beyond all ticks", .tickOutOfRange, 1 << 24, 1 << 24) {
      try $0.order(.buy, 1, at: 1 << 24, by: 0)
    },
    RefusedInput("nothing", .quantityBelowMinimum, 1, 0) { try $0.order(.buy, 0, at: 10_000, by: 0) },
    RefusedInput("a lot too many", .quantityAboveMaximum, 1_000_000, 1_000_001) {
      try $0.order(.buy, 1_000_001, at: 10_000, by: 0)
    },
    RefusedInput("more than there is", .quantityAboveMaximum, 1_000_000, Int128(UInt64.max)) {
      try $0.order(.sell, .max, at: 10_000, by: 0)
    },
    // 1,000 USDC at 5 % and 500 at 10 % take all of 100 USDC.
    RefusedInput("a lot more than margin allows", .insufficientMargin, 100_100_000, 100_000_000) {
      try $0.order(.buy, 1_501, at: 10_000, by: 0)
    },
    RefusedInput(
      "margin that other orders need", .insufficientMargin, 100_100_000, 100_000_000,
      prepare: { exchange in
        try exchange.order(.sell, 1_000, at: 11_000, in: 1, by: 0)
        try exchange.block()
      }, submit: { try $0.order(.buy, 1_001, at: 10_000, by: 0) }),
  ]

  private static let limits: [RefusedInput] = [
    RefusedInput(
      "a position too large", .positionAboveMaximum, 500, 501,
      prepare: { try change(&$0) { $0.positionMaximum = Quantity(lots: 500) } },
      submit: { try $0.order(.sell, 501, at: 10_000, by: 0) }),
    RefusedInput(
      "orders that together are too large", .positionAboveMaximum, 500, 501,
      prepare: { exchange in
        try change(&exchange) { $0.positionMaximum = Quantity(lots: 500) }
        try exchange.order(.sell, 300, at: 10_001, by: 0)
        try exchange.block()
      },
      submit: { try $0.order(.sell, 201, at: 10_000, by: 0) }),
    RefusedInput(
      "too many orders", .tooManyOpenOrders, 4_096, 4_096,
      prepare: { exchange in
        let place = exchange.account(0).index
        var account = try exchange.execution.state.accounts.read(place)
        account.openOrderCount = Account.openOrderLimit
        try exchange.execution.state.accounts.write(account, at: place)
      },
      submit: { try $0.order(.sell, 1, at: 10_000, by: 0) }),
    RefusedInput(
      "a book without a free slot", .bookFull, 16_777_215, 16_777_215,
      prepare: { exchange in
        exchange.execution.state.books[known: 0].orders = PersistentList(
          blinded: Bytes32(), count: OrderBook.orderLimit, at: State.position(ofBook: MarketID(0)))
      },
      submit: { try $0.order(.sell, 1, at: 10_000, by: 0) }),
  ]

  private static let cancels: [RefusedInput] = [
    RefusedInput("an order that never was", .unknownOrder, 0, 77) {
      try $0.submit(.cancel(CancelOrder(market: 0, order: OrderID(rawValue: 77))), by: 0)
    },
    RefusedInput(
      "an order that was filled", .unknownOrder, 0, 1 << 24,
      prepare: { exchange in
        try exchange.order(.sell, 5, at: 10_000, by: 1)
        try exchange.order(.buy, 5, at: 10_000, by: 2)
        try exchange.block()
      },
      submit: { try $0.submit(.cancel(CancelOrder(market: 0, order: OrderID(slot: 0, sequence: 1))), by: 0) }),
    RefusedInput(
      "somebody else's order", .notOrderOwner, 5, 4,
      prepare: { exchange in
        try exchange.order(.sell, 5, at: 10_000, by: 1)
        try exchange.block()
      },
      submit: { try $0.submit(.cancel(CancelOrder(market: 0, order: OrderID(slot: 0, sequence: 1))), by: 0) }),
  ]
}
