import Cryptography
import Foundation
import Ledger
import Margin
import Matching
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Units

private let historyCount = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == nil ? 10 : 400

/// Rules that hold from step to step, not only from block to block.
@Suite struct `Every step of a random history` {
  /// Rare things must have happened somewhere, or the rules were not tried.
  private struct Counts {
    var itemSteps = 0
    var healthyAccounts = 0
    var waitingAccounts = 0
  }

  @Test(arguments: Seeds.all)
  func `obeys the rules of margin`(seed: UInt64) throws {
    var counts = Counts()
    for history in 0..<historyCount {
      var exchange = try TestExchange.funded(
        users: 8, atoms: 20_000_000, seed: seed &+ UInt64(history), insurance: 3_000_000)
      var traders = RandomTraders()
      for _ in 0..<30 {
        try traders.submit(to: &exchange)
        traders.remember(try stepThroughBlock(&exchange, &counts))
      }
    }
    #expect(counts.itemSteps > 500 && counts.healthyAccounts > 1_000 && counts.waitingAccounts > 0, "\(counts)")
  }

  private func stepThroughBlock(_ exchange: inout TestExchange, _ counts: inout Counts) throws -> Journal {
    let inputs = KnownInputs(try exchange.takeInputs())
    exchange.execution.begin(inputs.inputs)
    var (journal, isLiquidated) = (Journal(), false)
    while !exchange.execution.isIdle {
      let before = exchange.execution
      try exchange.execution.step(inputs, into: &journal)
      if Self.carriesOutAnItem(before) {
        counts.itemSteps += 1
        try expectNobodyFell(below: before, exchange.execution)
      }
      if !isLiquidated, exchange.execution.building.phase > .liquidate, exchange.execution.work.kind == .none {
        isLiquidated = true
        try expectNobodyWasForgotten(exchange.execution)
        try expectNobodyWaitsForNothing(exchange.execution, journal, &counts)
      }
    }
    try expectNobodyWasForgotten(exchange.execution)
    return journal
  }

  private static func carriesOutAnItem(_ execution: Execution) -> Bool {
    switch execution.work.kind {
    case .none: execution.building.phase == .items
    case .setTriggers: false
    default: execution.work.source == .item
    }
  }

  /// No item takes an account from maintenance margin or above to below, nor from solvent to insolvent.
  private func expectNobodyFell(below before: Execution, _ after: Execution) throws {
    for index in 0..<after.state.accounts.count {
      let id = AccountID(UInt32(index))
      let (old, new) = (try before.state.risk(of: id), try after.state.risk(of: id))
      #expect(new.isAtOrAboveMaintenance || !old.isAtOrAboveMaintenance, "account \(index): \(old) to \(new)")
      if old.isAtOrAboveMaintenance { #expect(new.equity >= .zero) }
    }
  }

  /// Behind LIQUIDATE and at CLOSE, whoever is below maintenance is in the liquidation queue. There is no excuse.
  private func expectNobodyWasForgotten(_ execution: Execution) throws {
    for index in UInt64(TestExchange.firstOwner)..<execution.state.accounts.count {
      let risk = try execution.state.risk(of: AccountID(UInt32(index)))
      let isQueued = try execution.state.accounts.read(index).isQueued
      #expect(risk.isAtOrAboveMaintenance || isQueued, "account \(index): \(risk)")
    }
  }

  /// Whoever is still below maintenance behind LIQUIDATE is above close-out and found no buyer, or stands at a price too old
  /// for liquidation, or was charged with a loss after its turn.
  private func expectNobodyWaitsForNothing(
    _ execution: Execution, _ journal: Journal, _ counts: inout Counts
  ) throws {
    for index in UInt64(TestExchange.firstOwner)..<execution.state.accounts.count {
      let id = AccountID(UInt32(index))
      let (risk, positions) = (try execution.state.risk(of: id), try Self.positions(of: id, execution))
      if risk.isAtOrAboveMaintenance {
        counts.healthyAccounts += positions.isEmpty ? 0 : 1
        continue
      }
      if try Self.isExcused(positions, execution, journal) { continue }
      counts.waitingAccounts += 1
      #expect(risk.isAtOrAboveCloseOut && risk.equity >= .zero, "account \(index): \(risk)")
      #expect(positions.allSatisfy { $0.firstOrder == .none }, "account \(index) still has orders")
      try expectNoBuyer(of: positions, risk, execution, journal)
    }
  }

  private static func isExcused(
    _ positions: [Position], _ execution: Execution, _ journal: Journal
  ) throws -> Bool {
    let charged = journal.events(.lossSocialised).contains { event in
      positions.contains { $0.market == event.market }
    }
    let isStale = try positions.contains { position in
      let market = try execution.state.markets.read(position.market.index)
      return execution.state.parameters.markState(of: market, at: execution.state.clock.timestampMs) != .fresh
    }
    return charged || isStale
  }

  /// A first sale raises what an account may ask for the rest, so this holds where nothing was sold.
  private func expectNoBuyer(
    of positions: [Position], _ risk: AccountRisk, _ execution: Execution, _ journal: Journal
  ) throws {
    guard positions.count == 1, !journal.events(.filled).contains(where: { $0.account == positions[0].account })
    else { return }
    let market = positions[0].market
    guard let mark = try execution.state.markets.read(market.index).mark, let side = positions[0].size.side,
      let tick = LiquidationLimit.worstTick(
        closing: positions[0], of: risk, rules: try execution.state.rules.read(market.index), mark: mark)
    else { return }
    let buyer = try execution.state.books[known: Int(market.rawValue)].nextMaker(for: side.opposite, limit: tick)
    #expect(buyer == nil, "account \(positions[0].account) waits though somebody would trade")
  }

  private static func positions(of id: AccountID, _ execution: Execution) throws -> [Position] {
    var link = try execution.state.accounts.read(id.index).firstPosition
    var found: [Position] = []
    while let index = link.index {
      found.append(try execution.state.positions.read(index))
      link = found[found.count - 1].next
    }
    return found
  }
}
