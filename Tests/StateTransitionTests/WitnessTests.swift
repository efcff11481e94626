import Foundation
import Ledger
import StateTransition
import TestSupport
import Testing

private let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] != nil

/// Every step of random blocks, from the smallest witness, against the step itself.
@Suite struct `The witness of a step` {
  @Test func `leads to the same root as the step, and is refused when anything in it is another`() throws {
    let seed = Seeds.all.last ?? 0
    let prover = StepProver(seed: seed, forgingOneIn: 100)
    try TestExchange.$prover.withValue(prover) {
      for history in 0..<(isFull ? 8 : 2) as Range<UInt64> {
        var liquidations = try RandomHistory(seed: seed &+ history)
        try liquidations.run(blocks: 30)
        try runOrders(seed: seed &+ history)
        try runWaiters(seed: seed &+ history)
        try runOwners(seed: seed &+ history)
      }
    }
    let found = prover.found
    #expect(found.blocks >= 200 && found.steps > 5_000 && found.forgeries > 10_000, "seed \(seed)")
    for phase in (1...UInt8.max).compactMap(Building.Phase.init) {
      #expect(found.sizes["\(phase)"] != nil, "seed \(seed): no step of \(phase)")
    }
    for frame in (1...UInt8.max).compactMap(Work.Kind.init) {
      #expect(found.sizes.keys.contains { $0.hasSuffix(", \(frame)") }, "seed \(seed): no step of \(frame)")
    }
  }

  private func runOrders(seed: UInt64) throws {
    var exchange = try `Histories of every kind of order`.exchange(seed: seed)
    var orders = RandomOrders()
    for _ in 0..<30 {
      try orders.submit(to: &exchange)
      _ = try exchange.block()
    }
  }

  private func runWaiters(seed: UInt64) throws {
    var exchange = try TestExchange.funded(users: 6, atoms: 400_000_000, seed: seed)
    for market in 0..<2 as Range<UInt64> { try exchange.setFunding(TestExchange.funding(.skip), of: market) }
    var waiters = `Random histories with stops, ends and switches`.Waiters()
    for _ in 0..<30 {
      try waiters.submit(to: &exchange)
      let forced: [ForcedAction] = [
        .cancelAll(CancelAll()), .close(ClosePosition()), TestExchange.forcedWithdrawal(1_000_000),
      ]
      for action in forced where exchange.random.oneIn(4) {
        try exchange.force(action, by: Int(exchange.random.next() % 6))
      }
      waiters.remember(try exchange.block())
    }
  }

  private func runOwners(seed: UInt64) throws {
    var exchange = try TestExchange(seed: seed, insurance: 3_000_000)
    exchange.enableCollateral()
    for user in 0..<8 { try exchange.deposit(10_000_000, by: user) }
    for user in 0..<8 { try exchange.deposit(lots: 10, by: user) }
    var owners = RandomOwners()
    for _ in 0..<30 {
      try owners.submit(to: &exchange)
      _ = try exchange.block()
    }
  }
}
