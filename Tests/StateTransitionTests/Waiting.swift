import Ledger
import Matching
import Merkle
import SSZ
import StateTransition
import Testing
import Units

/// Stops, orders with an end, and blocks at times of a test's own.
extension TestExchange {
  /// What user 0's first sub-account asks for in market 0, and a test changes at will.
  static func stop(
    _ side: Side, _ lots: UInt64, triggeredAt trigger: UInt32, at tick: UInt32, _ kind: TriggerKind = .stop,
    _ timeInForce: TimeInForce = .immediateOrCancel
  ) -> PlaceOrder {
    var stop = PlaceOrder(
      market: 0, side: side, timeInForce: timeInForce, quantity: Quantity(lots: lots), tick: tick)
    stop.triggerTick = trigger
    stop.trigger = kind
    return stop
  }

  mutating func place(_ order: PlaceOrder, by user: Int) throws { try submit(.place(order), by: user) }

  /// The number of the order or stop that was placed last, in a block of its own.
  mutating func placed(_ order: PlaceOrder, by user: Int) throws -> OrderID {
    try place(order, by: user)
    let journal = try block()
    return try #require(journal.events.flatMap { $0 }.last { $0.kind == .stopPlaced || $0.kind == .orderRested }).order
  }

  var nowMs: UInt64 { execution.state.clock.timestampMs }
  var nextMs: UInt64 { nowMs + Self.blockTimeMs }

  /// Carries out a block at a time of one's own.
  mutating func block(atMs timestampMs: UInt64) throws -> Journal {
    var inputs = try takeInputs()
    inputs.timestampMs = timestampMs
    return execution.execute(KnownInputs(inputs))
  }

  /// Whether an order or a stop is still there.
  func isThere(_ id: OrderID, in market: Int = 0) throws -> Bool {
    try execution.state.books[known: market].order(id) != nil
  }
}

extension Journal {
  func receipts(of source: Receipt.Source) -> [Receipt] { receipts.filter { $0.source == source } }

  /// Kinds of events, in order, but for those of prices.
  var deeds: [Event.Kind] { kinds.filter { $0 != .priceAccepted } }
}
