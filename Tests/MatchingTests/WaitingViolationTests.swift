import Cryptography
import Ledger
import Matching
import Merkle
import Testing
import Units

@Suite struct `The check of what waits beside a book` {
  /// Slots 0 and 1: stops for a rise at one trigger; 2: a stop for a fall that ends; 3: a bid that ends; 4: a bid.
  private func sound() throws -> WaitingBook {
    var book = WaitingBook()
    try book.park(.risingStop, at: 50, lots: 2)
    try book.park(.risingStop, at: 50, lots: 3)
    try book.park(.fallingStop, at: 40, lots: 2, until: 1_005_000)
    try book.rest(.buy, at: 5, until: 1_005_000)
    try book.rest(.buy, at: 5)
    return book
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let finding: String
    let plant: @Sendable (inout OrderBook) throws -> Void
  }

  private static func fault(
    _ description: String, _ finding: String, _ plant: @escaping @Sendable (inout OrderBook) throws -> Void
  ) -> Fault { Fault(testDescription: description, finding: finding, plant: plant) }

  private static func change(_ slot: UInt64, in book: inout OrderBook, _ change: (inout Order) -> Void) throws {
    var order = try book.orders.read(slot)
    change(&order)
    try book.orders.write(order, at: slot)
  }

  private static func changeTrigger(
    _ slot: UInt64, in book: inout OrderBook, _ change: (inout Trigger) -> Void
  ) throws {
    var trigger = Trigger(try book.expiryTriggers.read(slot))
    change(&trigger)
    try book.expiryTriggers.write(trigger.chunk, at: slot)
  }

  static let faults: [Fault] = [
    fault("a stop in the other queue", "order 1 stands at a foreign level") { book in
      try change(1, in: &book) { $0.terms.place = .fallingStop }
    },
    fault("an order among stops", "order 1 stands at a foreign level") { book in
      try change(1, in: &book) { $0.terms.place = .book }
    },
    fault("a stop at another trigger", "order 2 stands at a foreign level") { book in
      try change(2, in: &book) { $0.triggerTick = 41 }
    },
    fault("a stop that lost a lot", "level 50 counts wrongly") { book in
      try change(1, in: &book) { $0.remaining = Quantity(lots: 1) }
    },
    fault("a trigger that is forgotten", "the price bitmap disagrees with the levels") { book in
      book.fallingStops.top = Bytes32()
    },
    fault("an end that nobody registered", "3 orders have an end, 2 are registered") { book in
      try change(4, in: &book) { $0.expiryMs = 1_005_000 }
    },
    fault("another end than was registered", "order 3 is registered for another end than its own") { book in
      try change(3, in: &book) { $0.expiryMs = 1_005_001 }
    },
    fault("a place left over of an order without end", "2 orders have an end, 3 are registered") { book in
      try book.expiryTriggers.write(Trigger(key: 6, value: 1_005_000, generation: 0).chunk, at: 4)
    },
    fault("an end under a key that is not its time's", "the end of order 2 has a foreign key") { book in
      for slot in [2, 3] as [UInt64] {
        try change(slot, in: &book) { $0.expiryMs = 1_006_000 }
        try changeTrigger(slot, in: &book) { $0.value = 1_006_000 }
      }
    },
    fault("an end that waits elsewhere than it says", "trigger 3 waits at a foreign key") { book in
      try changeTrigger(3, in: &book) { $0.key = 7 }
    },
    fault("an end with a broken back link", "trigger 3 does not link back") { book in
      try changeTrigger(3, in: &book) { $0.previous = .none }
    },
    fault("an end that the queue lost", "key 6 counts wrongly") { book in
      try changeTrigger(2, in: &book) { $0.next = .none }
    },
    fault("a second that is forgotten", "the price bitmap disagrees with the levels") { book in
      book.expiries.top = Bytes32()
    },
  ]

  @Test func `finds nothing wrong with a sound book`() throws { #expect(try sound().violation() == nil) }

  @Test(arguments: faults)
  func `finds a planted fault and names it`(fault: Fault) throws {
    var book = try sound()
    try fault.plant(&book.book)
    #expect(try book.violation() == fault.finding)
  }
}
