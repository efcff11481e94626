import Ledger
import Margin
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Units

/// Users who let orders wait and end: stops with and without bands, orders with an end, dead man's switches.
@Suite struct `Random histories with stops, ends and switches` {
  private struct Counts {
    var kinds: [Event.Kind: Int] = [:]
    var refusedStops = 0
    var filledStops = 0

    mutating func count(_ journal: Journal) {
      for kind in journal.kinds { kinds[kind, default: 0] += 1 }
      for (receipt, events) in zip(journal.receipts, journal.events) where receipt.source == .stop {
        refusedStops += receipt.isAccepted ? 0 : 1
        filledStops += events.contains { $0.kind == .filled } ? 1 : 0
      }
    }
  }

  struct Waiters {
    private var prices: [UInt64] = [1_000_000, 1_000_000]
    private var open: [(market: UInt16, order: OrderID)] = []

    mutating func submit(to exchange: inout TestExchange) throws {
      for market in 0..<2 where Int.random(in: 0..<10, using: &exchange.random) < 8 {
        let percent = UInt64.random(in: 965...1_035, using: &exchange.random)
        prices[market] = max(prices[market] * percent / 1_000, 100_000)
        try exchange.price(prices[market], of: UInt16(market))
      }
      for _ in 0..<Int.random(in: 0..<12, using: &exchange.random) { try act(&exchange) }
    }

    mutating func remember(_ journal: Journal) {
      open += (journal.events(.orderRested) + journal.events(.stopPlaced)).map {
        (UInt16($0.market.rawValue), $0.order)
      }
    }

    private func act(_ exchange: inout TestExchange) throws {
      let user = Int.random(in: 0..<6, using: &exchange.random)
      switch Int.random(in: 0..<10, using: &exchange.random) {
      case 0..<4: try exchange.place(drawOrder(&exchange), by: user)
      case 4..<8: try exchange.place(drawStop(&exchange), by: user)
      case 8:
        guard let cancel = open.randomElement(using: &exchange.random) else { return }
        try exchange.submit(.cancel(CancelOrder(market: cancel.market, order: cancel.order)), by: user)
      default:
        let delayMs: UInt64 = [0, 1, 1_500, 2_000, 9_000, 40_000_000_000].randomElement(using: &exchange.random) ?? 0
        try exchange.submit(.armDeadMan(ArmDeadMan(deadlineMs: delayMs == 0 ? 0 : exchange.nowMs + delayMs)), by: user)
      }
    }

    private func drawOrder(_ exchange: inout TestExchange) -> PlaceOrder {
      let market = Int.random(in: 0..<2, using: &exchange.random)
      let middle = Int(prices[market] / 100)
      var order = PlaceOrder(
        market: UInt16(market), side: Bool.random(using: &exchange.random) ? .buy : .sell,
        timeInForce: Int.random(in: 0..<3, using: &exchange.random) == 0 ? .immediateOrCancel : .goodTillCancelled,
        quantity: Quantity(lots: UInt64.random(in: 1...150, using: &exchange.random)),
        tick: UInt32(middle + middle * Int.random(in: -20...20, using: &exchange.random) / 1_000))
      let delayMs: UInt64 =
        [0, 0, 999, 1_000, 1_001, 3_700, 30_000_000_000].randomElement(using: &exchange.random) ?? 0
      order.expiryMs = delayMs == 0 ? 0 : exchange.nowMs + delayMs
      return order
    }

    private func drawStop(_ exchange: inout TestExchange) -> PlaceOrder {
      var stop = drawOrder(&exchange)
      let middle = Int(prices[Int(stop.market)] / 100)
      stop.quantity = Quantity(lots: UInt64.random(in: 1...800, using: &exchange.random))
      stop.trigger = Bool.random(using: &exchange.random) ? .stop : .takeProfit
      let rises = (stop.side == .buy) == (stop.trigger == .stop)
      let distance = middle * Int.random(in: -2...60, using: &exchange.random) / 1_000
      stop.triggerTick = UInt32(rises ? middle + distance : middle - distance)
      stop.band = Rate(partsPerMillion: Bool.random(using: &exchange.random) ? 5_000 : 0)
      return stop
    }
  }

  @Test(arguments: Seeds.all)
  func `keep every queue in order and money conserved`(seed: UInt64) throws {
    var counts = Counts()
    for history in 0..<8 {
      var exchange = try TestExchange.funded(
        users: 6, atoms: 30_000_000, seed: seed &+ UInt64(history), insurance: 3_000_000)
      var waiters = Waiters()
      for _ in 0..<40 {
        try waiters.submit(to: &exchange)
        let journal = try exchange.block()
        waiters.remember(journal)
        counts.count(journal)
        #expect(journal.imbalance == .zero, "seed \(seed)")
        #expect(try exchange.execution.state.violation() == nil, "seed \(seed)")
        try expectNothingIsOverdue(exchange)
      }
    }
    for kind in [Event.Kind.stopPlaced, .stopReleased, .orderExpired, .deadManFired, .deadManArmed, .filled] {
      #expect(counts.kinds[kind, default: 0] > 5, "seed \(seed): \(kind)")
    }
    #expect(counts.refusedStops > 0 && counts.filledStops > 0, "seed \(seed): \(counts)")
  }

  /// Behind a block, no stop waits for a fresh mark that has come, no order has outlived its end and no switch its time.
  private func expectNothingIsOverdue(_ exchange: TestExchange) throws {
    let state = exchange.execution.state
    for (index, market) in state.markets.known {
      let isFresh = state.parameters.markState(of: market, at: exchange.nowMs) == .fresh
      for (_, order) in state.books[known: Int(index)].orders.known where order.sequence > 0 {
        #expect(order.expiryMs == 0 || order.expiryMs >= exchange.nowMs)
        let trigger = UInt64(order.triggerTick) * 100
        switch order.terms.place {
        case .book: break
        case .risingStop: #expect(!isFresh || trigger > market.markAtomsPerLot)
        case .fallingStop: #expect(!isFresh || trigger < market.markAtomsPerLot)
        }
      }
    }
    for (_, account) in state.accounts.known { #expect(account.deadManMs == 0 || account.deadManMs > exchange.nowMs) }
  }
}
