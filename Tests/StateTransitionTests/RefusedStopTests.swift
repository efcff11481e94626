import Ledger
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `A stop or a switch that is refused` {
  @Test(arguments: rows)
  func `uses its nonce and changes nothing else`(row: RefusedInput) throws {
    let outcome = try row.carryOut()
    #expect(outcome.journal.itemReceipts.last?.refusal == row.refusal)
    #expect(outcome.journal.events.last?.isEmpty == true)
    var expected = outcome.without.execution.state
    let place = outcome.with.owner(0).index
    var owner = try expected.owners.read(place)
    owner.nonces.use(outcome.with.nonces[0])
    try expected.owners.write(owner, at: place)
    #expect(expected.root() == outcome.with.execution.stateRoot)
  }

  static let rows = stops + triggers + ends

  private static func stop(
    _ description: String, _ reason: Refusal.Reason, _ limit: Int128 = 0, _ found: Int128 = 0,
    prepare: @escaping @Sendable (inout TestExchange) throws -> Void = { _ in },
    _ change: @escaping @Sendable (inout PlaceOrder) -> Void
  ) -> RefusedInput {
    RefusedInput(description, reason, limit, found, prepare: prepare) { exchange in
      var stop = TestExchange.stop(.buy, 1, triggeredAt: 10_100, at: 10_000)
      change(&stop)
      try exchange.place(stop, by: 0)
    }
  }

  private static let stops: [RefusedInput] = [
    stop("a stop in a third market", .unknownMarket, 2, 2) { $0.market = 2 },
    stop(
      "a stop before the first quorum", .priceAbsent,
      prepare: { exchange in
        var market = try exchange.execution.state.markets.read(0)
        market.markAtomsPerLot = 0
        try exchange.execution.state.markets.write(market, at: 0)
        for publisher in 0..<3 as Range<UInt64> {
          try exchange.execution.state.prices.write(PublishedPrice(), at: publisher)
        }
      }
    ) { _ in },
    stop("a stop with a limit of zero", .tickOutOfRange, 1 << 24, 0) { $0.tick = 0 },
    stop("a stop with a limit beyond all ticks", .tickOutOfRange, 1 << 24, 1 << 24) { $0.tick = 1 << 24 },
    stop("a trigger beyond all ticks", .tickOutOfRange, 1 << 24, 1 << 24) { $0.triggerTick = 1 << 24 },
    stop("a stop for nothing", .quantityBelowMinimum, 1, 0) { $0.quantity = .zero },
    stop("a stop for a lot too many", .quantityAboveMaximum, 1_000_000, 1_000_001) {
      $0.quantity = Quantity(lots: 1_000_001)
    },
    stop(
      "a stop beside as many orders as there may be", .tooManyOpenOrders, 4_096, 4_096,
      prepare: { exchange in
        let place = exchange.account(0).index
        var account = try exchange.execution.state.accounts.read(place)
        account.openOrderCount = Account.openOrderLimit
        try exchange.execution.state.accounts.write(account, at: place)
      }
    ) { _ in },
  ]

  private static let triggers: [RefusedInput] = [
    stop("a buy at the mark", .triggerMet, 1_000_000, 1_000_000) { $0.triggerTick = 10_000 },
    stop("a buy that waits for a rise to below the mark", .triggerMet, 999_900, 1_000_000) { $0.triggerTick = 9_999 },
    stop("a sale that waits for a fall to above the mark", .triggerMet, 1_000_100, 1_000_000) { stop in
      stop.side = .sell
      stop.triggerTick = 10_001
    },
    stop("a sale with profit below the mark", .triggerMet, 999_900, 1_000_000) { stop in
      (stop.side, stop.trigger) = (.sell, .takeProfit)
      stop.triggerTick = 9_999
    },
    stop("a buy with profit above the mark", .triggerMet, 1_000_100, 1_000_000) { stop in
      stop.trigger = .takeProfit
      stop.triggerTick = 10_001
    },
  ]

  private static let ends: [RefusedInput] = [
    stop("a stop that ended a millisecond ago", .orderExpired, 1_001_999, 1_002_000) { $0.expiryMs = 1_001_999 },
    RefusedInput("an order that ended a millisecond ago", .orderExpired, 1_001_999, 1_002_000) { exchange in
      var order = PlaceOrder(
        market: 0, side: .buy, timeInForce: .goodTillCancelled, quantity: Quantity(lots: 1), tick: 9_000)
      order.expiryMs = 1_001_999
      try exchange.place(order, by: 0)
    },
    RefusedInput("a switch that has to fire now", .orderExpired, 1_002_000, 1_002_000) {
      try $0.submit(.armDeadMan(ArmDeadMan(deadlineMs: 1_002_000)), by: 0)
    },
  ]
}
