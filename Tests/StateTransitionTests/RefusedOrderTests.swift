import Ledger
import SSZ
import StateTransition
import Testing
import Units

/// The refusals of what orders may do besides standing in the book. Each is provoked in its own kind's tests too; here
/// they stand for the list of all reasons, and for the advice that is given at admission.
@Suite struct `An order or a batch that is refused` {
  @Test(arguments: rows)
  func `has one reason`(row: RefusedInput) throws {
    let outcome = try row.carryOut()
    #expect(outcome.journal.itemReceipts.last?.refusal == row.refusal)
    #expect(outcome.journal.events.last?.isEmpty == true)
  }

  static let rows = orders + amendments + batches

  private static func sells(_ exchange: inout TestExchange) throws {
    for tick in 10_001...10_003 as ClosedRange<UInt32> { try exchange.order(.sell, 10, at: tick, by: 1) }
    try exchange.order(.buy, 10, at: 9_000, by: 0) { $0.clientID = 5 }
    try exchange.block()
  }

  private static let orders: [RefusedInput] = [
    RefusedInput("at the best price of the other side", .postOnlyWouldTrade, 10_001, 10_001, prepare: sells) {
      try $0.order(.buy, 1, at: 10_001, in: 0, .postOnly, by: 0)
    },
    RefusedInput("more than there is up to its limit", .fillOrKillUnfilled, 21, 20, prepare: sells) {
      try $0.order(.buy, 21, at: 10_002, in: 0, .fillOrKill, by: 0)
    },
    RefusedInput("without a position", .reduceOnlyWouldIncrease, 0, 3) {
      try $0.order(.buy, 3, at: 10_000, by: 0) { $0.isReduceOnly = true }
    },
    RefusedInput("a name that no order has", .unknownOrder, 0, 77, prepare: sells) {
      try $0.submit(.cancel(CancelOrder(market: 0, clientID: 77)), by: 0)
    },
    RefusedInput("everything in a third market", .unknownMarket, 2, 2) {
      try $0.submit(.cancelAll(CancelAll(market: 2)), by: 0)
    },
  ]

  private static func amendment(_ name: UInt128, _ lots: UInt64, at tick: UInt32) -> AmendOrder {
    var amendment = AmendOrder()
    (amendment.clientID, amendment.quantity, amendment.tick) = (name, Quantity(lots: lots), tick)
    return amendment
  }

  private static let amendments: [RefusedInput] = [
    RefusedInput("to an order that never was", .unknownOrder, 0, 6, prepare: sells) {
      try $0.submit(.amend(amendment(6, 1, at: 9_000)), by: 0)
    },
    RefusedInput("to more than margin allows", .insufficientMargin, 100_100_000, 100_000_000, prepare: sells) {
      try $0.submit(.amend(amendment(5, 1_501, at: 9_000)), by: 0)
    },
    RefusedInput("to a price of zero", .tickOutOfRange, 1 << 24, 0, prepare: sells) {
      try $0.submit(.amend(amendment(5, 1, at: 0)), by: 0)
    },
  ]

  private static func batch(_ mode: Batch.Mode, _ operations: Operation...) throws -> Action {
    var batch = Batch()
    batch.mode = mode
    batch.operations = try BoundedList(operations)
    return .batch(batch)
  }

  private static let batches: [RefusedInput] = [
    RefusedInput("a batch of nothing", .batchEmpty) { try $0.submit(try batch(.skip), by: 0) },
    RefusedInput("a batch whose third operation is refused", .operationRefused, 2, 31, prepare: sells) { exchange in
      let cancel = Operation.cancel(CancelOrder(market: 0, clientID: 5))
      try exchange.submit(try batch(.atomic, .amend(amendment(5, 4, at: 9_001)), cancel, cancel), by: 0)
    },
  ]
}
