import Benchmarks
import Cryptography
import Ledger
import Matching
import Merkle
import Testing
import Units

@Suite struct `The check of a book` {
  /// Three bids at one price, one below, one ask, and a free slot.
  private func sound() throws -> OrderBook {
    var book = TradingBook()
    for (id, tick) in [(1, 500), (2, 500), (3, 500), (4, 499)] as [(UInt64, UInt32)] {
      _ = try book.carryOut(.limit(id: id, .buy, tick: tick, lots: 5))
    }
    _ = try book.carryOut(.limit(id: 5, .sell, tick: 70_000, lots: 5))
    _ = try book.carryOut(.limit(id: 6, .sell, tick: 70_001, lots: 5))
    _ = try book.carryOut(.cancel(id: 6))
    return book.book
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let finding: String
    let plant: @Sendable (inout OrderBook) throws -> Void
  }

  private static func fault(
    _ description: String, _ finding: String, _ plant: @escaping @Sendable (inout OrderBook) throws -> Void
  ) -> Fault { Fault(testDescription: description, finding: finding, plant: plant) }

  private static func change(
    _ slot: UInt64, in book: inout OrderBook, _ change: (inout Order) -> Void
  ) throws {
    var order = try book.orders.read(slot)
    change(&order)
    try book.orders.write(order, at: slot)
  }

  private static func changeLevel(
    _ tick: UInt64, in book: inout OrderBook, _ change: (inout PriceLevel) -> Void
  ) throws {
    var level = PriceLevel(try book.bids.levels.read(tick))
    change(&level)
    try book.bids.levels.write(level.chunk, at: tick)
  }

  static let faults: [Fault] = [
    fault("an ask at the bid", "the book is crossed: bid 500, ask 500") { book in
      var (first, ask) = (Link.none, Order())
      ask.side = .sell
      ask.tick = 500
      ask.remaining = Quantity(lots: 1)
      _ = try book.rest(ask, first: &first, clock: State.Clock())
    },
    fault("an order on the other side", "order 1 stands at a foreign level") { book in
      try change(1, in: &book) { $0.side = .sell }
    },
    fault("an order at another price", "order 1 stands at a foreign level") { book in
      try change(1, in: &book) { $0.tick = 501 }
    },
    fault("a broken back link", "order 2 does not link back") { book in
      try change(2, in: &book) { $0.previous = Link(0) }
    },
    fault("a younger order in front", "order 1 stands before an older one") { book in
      try change(0, in: &book) { $0.sequence = 9 }
    },
    fault("an empty order", "order 2 is empty") { book in try change(2, in: &book) { $0.remaining = .zero } },
    fault("a wrong tail", "level 500 ends elsewhere than it says") { book in
      try changeLevel(500, in: &book) { $0.tail = Link(1) }
    },
    fault("a wrong sum", "level 500 counts wrongly") { book in
      try changeLevel(500, in: &book) { $0.quantity = Quantity(lots: 14) }
    },
    fault("a wrong count", "level 500 counts wrongly") { book in
      try changeLevel(500, in: &book) { $0.orderCount = 2 }
    },
    fault("a level that is forgotten", "the price bitmap disagrees with the levels") { book in
      var word = try book.bids.bottom.read(499 >> 8)
      word[word: (499 & 255) >> 6] = 0
      try book.bids.bottom.write(word, at: 499 >> 8)
    },
    fault("a bit without a level", "the price bitmap disagrees with the levels") { book in
      book.asks.top[word: 3] |= 1
    },
    fault("a middle word without levels", "the price bitmap disagrees with the levels") { book in
      try book.asks.middle.write(Bytes32(word0: 1, word1: 0, word2: 0, word3: 0), at: 9)
    },
    fault("a wrong number of orders", "5 orders in queues, 6 counted") { book in book.openOrderCount += 1 },
    fault("a lost free slot", "0 free and 5 taken of 6 slots") { book in book.firstFree = .none },
    fault("a free slot that is taken", "slot 3 is both free and taken") { book in book.firstFree = Link(3) },
    fault("a circle of free slots", "7 free and 5 taken of 6 slots") { book in
      try change(5, in: &book) { $0.next = Link(5) }
    },
  ]

  @Test func `finds nothing wrong with a sound book`() throws {
    #expect(try sound().violation(clock: State.Clock()) == nil)
  }

  @Test(arguments: faults)
  func `finds a planted fault and names it`(fault: Fault) throws {
    var book = try sound()
    try fault.plant(&book)
    #expect(try book.violation(clock: State.Clock()) == fault.finding)
  }
}
