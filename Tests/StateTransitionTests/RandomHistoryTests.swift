import Cryptography
import Foundation
import Ledger
import Margin
import SSZ
import StateTransition
import Testing
import Units

private let historyCount = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == nil ? 60 : 2_000
private let baseSeed = UInt64.random(in: 0...UInt64.max / 2)

@Suite struct `Random histories` {
  /// Rare things must have happened somewhere, or the rules below were not tried.
  struct Counts {
    var fills = 0
    var liquidations = 0
    var takeovers = 0
    var socialised = 0
    var refusals: Set<Refusal.Reason> = []
    var crashes = 0
  }

  @Test func `conserve money, keep books in order and let nobody trade below maintenance`() throws {
    var counts = Counts()
    for history in 0..<historyCount {
      let seed = baseSeed &+ UInt64(history)
      try run(seed: seed, blocks: 30, &counts)
    }
    #expect(counts.fills > 100 && counts.liquidations > 10, "base seed \(baseSeed): \(counts)")
    #expect(counts.takeovers > 0 && counts.socialised > 0 && counts.crashes > 0, "base seed \(baseSeed): \(counts)")
    for reason in [Refusal.Reason.insufficientMargin, .unknownOrder, .notOrderOwner, .nonceUsed, .wrongSigner] {
      #expect(counts.refusals.contains(reason), "base seed \(baseSeed): nobody met \(reason)")
    }
  }

  private func run(seed: UInt64, blocks: Int, _ counts: inout Counts) throws {
    var exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: seed, insurance: 3_000_000)
    var prices: [UInt64] = [1_000_000, 1_000_000]
    var open: [(UInt16, OrderID)] = []
    for _ in 0..<blocks {
      try movePrices(&prices, &exchange, &counts)
      for _ in 0..<Int.random(in: 0..<12, using: &exchange.random) {
        try act(&exchange, prices, open)
      }
      let journal = try exchange.block()
      open += journal.events(.orderRested).map { (UInt16($0.market.rawValue), $0.order) }
      counts.fills += journal.events(.filled).count
      counts.liquidations += journal.events(.liquidationBegan).count
      counts.takeovers += journal.events(.takenOver).count
      counts.socialised += journal.events(.lossSocialised).count
      counts.refusals.formUnion(journal.receipts.compactMap { $0.refusal?.reason })
      #expect(journal.imbalance == .zero, "seed \(seed)")
      #expect(try exchange.execution.state.violation() == nil, "seed \(seed)")
      let header = try #require(journal.header)
      #expect(header.stateRoot == exchange.execution.state.root())
      #expect(header.hash == exchange.execution.lastBlock)
    }
  }

  private func movePrices(_ prices: inout [UInt64], _ exchange: inout TestExchange, _ counts: inout Counts) throws {
    for market in 0..<2 where Int.random(in: 0..<10, using: &exchange.random) < 8 {
      if Int.random(in: 0..<25, using: &exchange.random) == 0 {
        prices[market] = prices[market] * UInt64.random(in: 55...70, using: &exchange.random) / 100
        counts.crashes += 1
      } else {
        prices[market] = prices[market] * UInt64.random(in: 970...1032, using: &exchange.random) / 1000
      }
      prices[market] = max(prices[market], 10_000)
      try exchange.price(prices[market], of: UInt16(market))
    }
  }

  private func act(_ exchange: inout TestExchange, _ prices: [UInt64], _ open: [(UInt16, OrderID)]) throws {
    let user = Int.random(in: 0..<8, using: &exchange.random)
    switch Int.random(in: 0..<20, using: &exchange.random) {
    case 0..<14:
      let market = UInt16.random(in: 0...1, using: &exchange.random)
      let middle = Int(prices[Int(market)] / 100)
      let tick = UInt32(max(1, middle + middle * Int.random(in: -30...30, using: &exchange.random) / 1000))
      try exchange.order(
        Bool.random(using: &exchange.random) ? .buy : .sell, UInt64.random(in: 1...300, using: &exchange.random),
        at: tick, in: market, Bool.random(using: &exchange.random) ? .goodTillCancelled : .immediateOrCancel, by: user)
    case 14..<18:
      guard let (market, order) = open.randomElement(using: &exchange.random) else { return }
      try exchange.submit(.cancel(CancelOrder(market: market, order: order)), by: user)
    case 18:
      // Somebody else's signature, then a nonce that was used before.
      let forged = exchange.transaction(by: user, .cancel(CancelOrder()))
      try exchange.submit(item: exchange.execution.domain.sign(forged, with: TestExchange.key(9)).encoded())
      let replay = Transaction(owner: exchange.owner(user), nonce: forged.nonce, action: .cancel(CancelOrder()))
      for _ in 0..<2 {
        try exchange.submit(item: exchange.execution.domain.sign(replay, with: TestExchange.key(user)).encoded())
      }
    default:
      try exchange.submit(
        item: (0..<Int.random(in: 0..<200, using: &exchange.random)).map { _ in
          UInt8.random(in: 0...255, using: &exchange.random)
        })
    }
  }
}
