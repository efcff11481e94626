import Foundation
import Ledger
import Merkle
import StateTransition
import TestSupport
import Testing

private let accountCounts =
  ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == nil ? [1_000, 100_000] : [1_000, 100_000, 1_000_000]

@Suite struct `The witness of a step among many accounts` {
  @Test(arguments: accountCounts)
  func `stays a few kilobytes`(accountCount: Int) throws {
    var exchange = try `Histories of every kind of order`.exchange(seed: 1)
    try addStrangers(accountCount, to: &exchange)
    let prover = StepProver(seed: 1, forgingOneIn: .max)
    try TestExchange.$prover.withValue(prover) {
      var orders = RandomOrders()
      for _ in 0..<25 {
        try orders.submit(to: &exchange)
        _ = try exchange.block()
      }
    }
    let fills = prover.found.sizes.filter { $0.key.hasSuffix(", matchOrder") }.values.joined().sorted()
    try #require(fills.count > 10)
    #expect(fills[fills.count / 2] < 16_384)
    #expect(prover.found.sizes.values.joined().allSatisfy { $0 < 65_536 })
  }

  /// Owners, accounts and positions with nothing in them, which only make the trees as deep as many would.
  private func addStrangers(_ count: Int, to exchange: inout TestExchange) throws {
    for _ in 0..<count {
      _ = try exchange.execution.state.owners.append(Owner())
      _ = try exchange.execution.state.accounts.append(Account())
      for _ in 0..<2 { _ = try exchange.execution.state.positions.append(Position()) }
    }
  }
}
