import Ledger
import StateTransition
import TestSupport
import Testing

/// Random blocks in exchanges of every kind, in which steps of every kind are taken.
enum RandomWorlds {
  static func run(seed: UInt64, histories: UInt64, blocks: Int) throws {
    for history in 0..<histories {
      var liquidations = try RandomHistory(seed: seed &+ history)
      try liquidations.run(blocks: blocks)
      try runOrders(seed: seed &+ history, blocks: blocks)
      try runWaiters(seed: seed &+ history, blocks: blocks)
      try runOwners(seed: seed &+ history, blocks: blocks)
    }
  }

  private static func runOrders(seed: UInt64, blocks: Int) throws {
    var exchange = try `Histories of every kind of order`.exchange(seed: seed)
    var orders = RandomOrders()
    for _ in 0..<blocks {
      try orders.submit(to: &exchange)
      _ = try exchange.block()
      #expect(exchange.execution.state.implausibleField == nil, "seed \(seed)")
    }
  }

  private static func runWaiters(seed: UInt64, blocks: Int) throws {
    var exchange = try TestExchange.funded(users: 6, atoms: 400_000_000, seed: seed)
    for market in 0..<2 as Range<UInt64> { try exchange.setFunding(TestExchange.funding(.skip), of: market) }
    var waiters = `Random histories with stops, ends and switches`.Waiters()
    for _ in 0..<blocks {
      try waiters.submit(to: &exchange)
      let forced: [ForcedAction] = [
        .cancelAll(CancelAll()), .close(ClosePosition()), TestExchange.forcedWithdrawal(1_000_000),
      ]
      for action in forced where exchange.random.oneIn(4) {
        try exchange.force(action, by: Int(exchange.random.next() % 6))
      }
      waiters.remember(try exchange.block())
      #expect(exchange.execution.state.implausibleField == nil, "seed \(seed)")
    }
  }

  private static func runOwners(seed: UInt64, blocks: Int) throws {
    var exchange = try TestExchange(seed: seed, insurance: 3_000_000)
    exchange.enableCollateral()
    for user in 0..<8 { try exchange.deposit(10_000_000, by: user) }
    for user in 0..<8 { try exchange.deposit(lots: 10, by: user) }
    var owners = RandomOwners()
    for _ in 0..<blocks {
      try owners.submit(to: &exchange)
      _ = try exchange.block()
      #expect(exchange.execution.state.implausibleField == nil, "seed \(seed)")
    }
  }
}
