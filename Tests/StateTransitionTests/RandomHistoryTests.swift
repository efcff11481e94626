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
    var traders = RandomTraders()
    for _ in 0..<blocks {
      try traders.submit(to: &exchange)
      let journal = try exchange.block()
      traders.remember(journal)
      counts.crashes = max(counts.crashes, traders.crashes)
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
}
