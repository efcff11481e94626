import Benchmarks
import Cryptography
import Foundation
import Ledger
import Matching
import Merkle
import TestSupport
import Testing
import Units

@Suite struct `The order book` {
  @Test(arguments: Seeds.all)
  func `trades and rests like two sorted arrays, whatever the prices`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for ticks in Self.priceRanges {
      var (book, naive) = (TradingBook(), NaiveBook())
      for id in 1...400 as ClosedRange<UInt64> {
        let operation = Self.operation(id, ticks, &random)
        #expect(try book.carryOut(operation) == naive.carryOut(operation), "order \(id)")
        if id.isMultiple(of: 20) { try Self.compare(book, naive) }
      }
      try Self.compare(book, naive)
    }
  }

  /// Within one word of the bitmap, across words of each level, and at both ends of the range.
  private static let priceRanges: [[UInt32]] = [
    Array(100...110), Array(250...260), [1, 255, 256, 65_535, 65_536, 1 << 23, MarketRules.tickLimit - 1],
    [0xff_00ff, 0xff_0100, 0xff_feff, 0xff_ff00, 0xff_ffff],
  ]

  private static func operation(_ id: UInt64, _ ticks: [UInt32], _ random: inout SplitMix64) -> BookOperation {
    let side: Side = Bool.random(using: &random) ? .buy : .sell
    let (tick, lots) = (
      ticks[Int.random(in: 0..<ticks.count, using: &random)], UInt64.random(in: 1...9, using: &random)
    )
    return switch Int.random(in: 0..<10, using: &random) {
    case 0..<6: .limit(id: id, side, tick: tick, lots: lots)
    case 6: .immediate(id: id, side, tick: tick, lots: 4 * lots)
    default: .cancel(id: UInt64.random(in: 0...id, using: &random))
    }
  }

  static func compare(_ book: TradingBook, _ naive: NaiveBook) throws {
    #expect(try book.book.violation(clock: State.Clock()) == nil)
    for side in Side.allCases { #expect(try book.resting(side) == naive.resting(side)) }
    let all = Side.allCases.flatMap { naive.resting($0).map(\.id) }
    #expect(try book.ownersList() == all.sorted(by: >))
    #expect(book.book.openOrderCount == UInt32(all.count))
  }

  @Test func `gives the slot that was freed last to the next order, and never an old number`() throws {
    var book = OrderBook(at: State.position(ofBook: MarketID(0)))
    var first = Link.none
    var order = Order()
    order.tick = 7
    order.remaining = Quantity(lots: 1)
    let resting = try (0..<4).map { _ in try book.rest(order, first: &first, clock: State.Clock()) }
    #expect(resting.map(\.slot) == [0, 1, 2, 3])
    try book.remove(try #require(try book.order(resting[1].id)), first: &first)
    try book.remove(try #require(try book.order(resting[2].id)), first: &first)
    #expect(try book.order(resting[2].id) == nil)
    let reused = try (0..<3).map { _ in try book.rest(order, first: &first, clock: State.Clock()) }
    #expect(reused.map(\.slot) == [2, 1, 4])
    #expect(reused.map(\.order.sequence) == [5, 6, 7])
    #expect(try book.order(resting[2].id) == nil)
    #expect(try book.order(OrderID(slot: 99, sequence: 1)) == nil)
    #expect(try book.order(OrderID(rawValue: 0)) == nil)
    #expect(try book.violation(clock: State.Clock()) == nil)
  }

  @Test func `is full when every slot is taken, and not before`() {
    let position = State.position(ofBook: MarketID(0))
    var book = OrderBook(at: position)
    book.orders = PersistentList(blinded: Bytes32(), count: OrderBook.orderLimit, at: position)
    #expect(book.isFull)
    book.firstFree = Link(5)
    #expect(!book.isFull)
    book.firstFree = .none
    book.orders = PersistentList(blinded: Bytes32(), count: OrderBook.orderLimit - 1, at: position)
    #expect(!book.isFull)
  }
}

@Suite struct `In a small world, tried whole, the order book` {
  private static let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == "1"

  /// Three prices, two sizes, two sides.
  private static func placements(_ id: UInt64) -> [BookOperation] {
    [1, 2, 3].flatMap { tick in
      [1, 2].flatMap { lots in
        Side.allCases.map { side in BookOperation.limit(id: id, side, tick: tick, lots: lots) }
      }
    }
  }

  @Test func `agrees with two sorted arrays after every sequence of limit orders and cancels`() throws {
    let length = Self.isFull ? 5 : 4
    let count = try Self.tryAll(TradingBook(), NaiveBook(), id: 1, left: length, withCancels: true)
    #expect(count == (Self.isFull ? 559_272 : 35_112), "tried \(count) sequences")
  }

  @Test func `agrees with two sorted arrays after every five limit orders`() throws {
    let count = try Self.tryAll(TradingBook(), NaiveBook(), id: 1, left: 5, withCancels: false)
    #expect(count == 12 + 144 + 1_728 + 20_736 + 248_832)
  }

  /// Carries out every operation after what has happened so far, and everything after each.
  private static func tryAll(
    _ book: TradingBook, _ naive: NaiveBook, id: UInt64, left: Int, withCancels: Bool
  ) throws -> Int {
    guard left > 0 else { return 0 }
    var operations = placements(id)
    if withCancels { operations += (1..<id).map { BookOperation.cancel(id: $0) } }
    var count = operations.count
    for operation in operations {
      var (book, naive) = (book, naive)
      let (trades, expected) = (try book.carryOut(operation), naive.carryOut(operation))
      if trades != expected { Issue.record("\(operation) gave \(trades), not \(expected)") }
      for side in Side.allCases {
        let resting = try book.resting(side, at: side == .buy ? [3, 2, 1] : [1, 2, 3])
        if resting != naive.resting(side) { Issue.record("after \(operation) the \(side) side is \(resting)") }
      }
      if withCancels, let violation = try book.book.violation(clock: State.Clock()) { Issue.record("\(violation)") }
      count += try tryAll(book, naive, id: id + 1, left: left - 1, withCancels: withCancels)
    }
    return count
  }
}
