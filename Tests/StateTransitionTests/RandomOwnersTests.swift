import Ledger
import Margin
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `Random owners` {
  @Test func `conserve both assets exactly, whatever they transfer, withdraw and isolate`() throws {
    var kinds: [Event.Kind: Int] = [:]
    var reasons: Set<Refusal.Reason> = []
    for seed in Seeds.all {
      for history in 0..<6 as Range<UInt64> { try run(seed: seed &+ history, &kinds, &reasons) }
    }
    // One seed alone, asked for to repeat a failure, need not meet everything.
    guard Seeds.all.count > 1 else { return }
    for kind in [
      Event.Kind.subAccountOpened, .transferred, .collateralTransferred, .withdrawn, .collateralWithdrawn,
      .marginModeSet, .collateralDeposited, .filled, .liquidationBegan,
    ] {
      #expect(kinds[kind, default: 0] > 0, "\(kind) never happened")
    }
    for reason in [
      Refusal.Reason.insufficientBalance, .insufficientMargin, .crossInUse, .isolatedInUse, .marketNotIsolated,
      .subAccountOutOfOrder, .recipientMismatch, .unknownSubAccount,
    ] {
      #expect(reasons.contains(reason), "nobody met \(reason)")
    }
  }

  private func run(
    seed: UInt64, _ kinds: inout [Event.Kind: Int], _ reasons: inout Set<Refusal.Reason>
  ) throws {
    var exchange = try TestExchange(seed: seed, insurance: 3_000_000)
    exchange.enableCollateral()
    for user in 0..<8 { try exchange.deposit(10_000_000, by: user) }
    for user in 0..<8 { try exchange.deposit(lots: 10, by: user) }
    var owners = RandomOwners()
    for _ in 0..<40 {
      try owners.submit(to: &exchange)
      let before = exchange.execution.state.withdrawals.count
      let journal = try exchange.block()
      for event in journal.events.flatMap({ $0 }) { kinds[event.kind, default: 0] += 1 }
      reasons.formUnion(journal.receipts.compactMap { $0.refusal?.reason })
      #expect(journal.imbalance == .zero, "seed \(seed)")
      let violation = try exchange.execution.state.violation()
      #expect(violation == nil, "seed \(seed)")
      #expect(try exchange.execution.state.worstCaseViolation() == nil, "seed \(seed)")
      let withdrawn = journal.events(.withdrawn).count + journal.events(.collateralWithdrawn).count
      #expect(exchange.execution.state.withdrawals.count == before + UInt64(withdrawn), "seed \(seed)")
    }
    try expectOutboxIsWithdrawn(exchange, seed)
  }

  /// What lies in the outbox is what the totals say has left.
  private func expectOutboxIsWithdrawn(_ exchange: TestExchange, _ seed: UInt64) throws {
    var (atoms, lots) = (Int128(0), UInt64(0))
    for (_, entry) in exchange.execution.state.withdrawals.known {
      switch entry.asset {
      case .quote: atoms += Int128(entry.amount)
      case .collateral: lots += entry.amount
      }
    }
    let totals = exchange.execution.state.totals
    #expect(totals.withdrawn.atoms == atoms && totals.collateralWithdrawn.lots == lots, "seed \(seed)")
  }
}
