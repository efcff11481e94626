import Foundation
import Ledger
import Margin
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Units

private let historyCount = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == nil ? 12 : 400

@Suite struct `Histories of every kind of order` {
  @Test(arguments: Seeds.all)
  func `conserve money, keep books in order, and leave nothing half done`(seed: UInt64) throws {
    var (kinds, refusals) = (Set<Event.Kind>(), Set<Refusal.Reason>())
    for history in 0..<historyCount {
      var exchange = try Self.exchange(seed: seed &+ UInt64(history))
      var orders = RandomOrders()
      for _ in 0..<30 {
        try orders.submit(to: &exchange)
        let journal = try exchange.block()
        kinds.formUnion(journal.kinds)
        refusals.formUnion(journal.receipts.compactMap { $0.refusal?.reason })
        #expect(journal.imbalance == .zero, "seed \(seed), history \(history)")
        #expect(try exchange.execution.state.violation() == nil, "seed \(seed), history \(history)")
        #expect(exchange.execution.saved == nil && exchange.execution.work == Work())
        Self.expectReceiptsToTellTheEvents(journal)
      }
    }
    let expected: Set<Event.Kind> = [
      .filled, .feePaid, .feeShared, .orderAmended, .orderReduced, .orderRested, .orderCancelled, .remainderCancelled,
      .operationRefused, .stopPlaced, .liquidationBegan,
    ]
    #expect(kinds.isSuperset(of: expected), "seed \(seed): only \(kinds)")
    for reason in [Refusal.Reason.postOnlyWouldTrade, .fillOrKillUnfilled, .reduceOnlyWouldIncrease, .operationRefused]
    {
      #expect(refusals.contains(reason), "seed \(seed): nobody met \(reason)")
    }
  }

  /// Six users with two sub-accounts each, in markets with fees and rebates.
  static func exchange(seed: UInt64) throws -> TestExchange {
    var exchange = try TestExchange.funded(users: 6, atoms: 40_000_000, seed: seed, insurance: 3_000_000)
    try exchange.charge(taker: 450, maker: -123, insuranceShare: 250_000)
    try exchange.changeRules(of: 1) { ($0.takerFee, $0.makerFeePartsPerMillion) = (Rate(partsPerMillion: 777), 222) }
    for user in 0..<6 { try exchange.submit(exchange.transfer(20_000_000, to: user, sub: 1), by: user) }
    try exchange.block()
    return exchange
  }

  /// Each receipt commits to the events beside it. What is refused leaves none; but for a stop that was released before.
  private static func expectReceiptsToTellTheEvents(_ journal: Journal) {
    for (receipt, events) in zip(journal.receipts, journal.events) {
      var frontier = MerkleFrontier<21>()
      for event in events { frontier.append(event.hashTreeRoot()) }
      #expect(receipt.eventsRoot == frontier.root)
      if !receipt.isAccepted { #expect(events.map(\.kind) == (receipt.source == .stop ? [.stopReleased] : [])) }
    }
  }
}
