import Ledger
import StateTransition
import Testing
import Units

@Suite struct `An order that goes by its client's name` {
  /// User 1 has five orders; the second and the fourth have one name.
  private func exchange() throws -> TestExchange {
    var exchange = try TestExchange.scene()
    for (index, name) in [1, 7, 2, 7, 3].enumerated() as EnumeratedSequence<[UInt128]> {
      try exchange.order(.buy, 10, at: 9_900 + UInt32(index), by: 1) { $0.clientID = name }
    }
    try exchange.order(.buy, 10, at: 9_800, by: 2) { $0.clientID = 8 }
    try exchange.block()
    return exchange
  }

  @Test func `is cancelled, the newest first, and found one order a step`() throws {
    var exchange = try exchange()
    try exchange.submit(.cancel(CancelOrder(market: 0, clientID: 7)), by: 1)
    var (journal, frames) = try exchange.steppedBlock()
    #expect(journal.events(.orderCancelled).map(\.atomsPerLot) == [990_300])
    #expect(frames.filter { $0 == .findOrder }.count == 2)
    try exchange.submit(.cancel(CancelOrder(market: 0, clientID: 7)), by: 1)
    (journal, frames) = try exchange.steppedBlock()
    #expect(journal.events(.orderCancelled).map(\.atomsPerLot) == [990_100])
    #expect(frames.filter { $0 == .findOrder }.count == 3)
    #expect(try exchange.book(.buy).count == 4)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is amended`() throws {
    var exchange = try exchange()
    var amendment = AmendOrder()
    amendment.clientID = 7
    amendment.quantity = Quantity(lots: 3)
    amendment.tick = 9_903
    try exchange.submit(.amend(amendment), by: 1)
    #expect(try exchange.block().kinds == [.orderAmended])
    amendment.tick = 9_905
    try exchange.submit(.amend(amendment), by: 1)
    #expect(try exchange.block().kinds == [.orderAmended, .orderRested])
    #expect(try exchange.book(.buy)[0] == RestingLots(user: 1, tick: 9_905, lots: 3))
    #expect(try exchange.execution.state.violation() == nil)
    amendment.quantity = Quantity(lots: 1_000_000)
    #expect(try exchange.refusal(of: .amend(amendment), by: 1)?.reason == .insufficientMargin)
  }

  @Test(arguments: [0, 8, 9, UInt128.max])
  func `must be the account's own, in that market`(name: UInt128) throws {
    var exchange = try exchange()
    let found = Int128(truncatingIfNeeded: name)
    #expect(
      try exchange.refusal(of: .cancel(CancelOrder(market: 0, clientID: name)), by: 1)
        == Refusal(.unknownOrder, limit: 0, found: found))
    #expect(
      try exchange.refusal(of: .cancel(CancelOrder(market: 1, clientID: 7)), by: 1)
        == Refusal(.unknownOrder, limit: 0, found: 7))
  }

  @Test func `may be a stop`() throws {
    var exchange = try exchange()
    try exchange.order(.buy, 10, at: 10_600, by: 1) {
      $0.triggerTick = 10_500
      $0.clientID = 7
    }
    try exchange.submit(.cancel(CancelOrder(market: 0, clientID: 7)), by: 1)
    #expect(try exchange.block().kinds == [.stopPlaced, .orderCancelled])
    #expect(try exchange.book(.buy).count == 6)
  }
}
