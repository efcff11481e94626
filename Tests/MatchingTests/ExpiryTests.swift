import Ledger
import Matching
import Testing
import Units

@Suite struct `An order with an end` {
  @Test(arguments: [
    (atMs: 1_004_999, expires: false), (atMs: 1_005_000, expires: false), (atMs: 1_005_001, expires: true),
  ])
  func `stands up to and including its last millisecond`(row: (atMs: UInt64, expires: Bool)) throws {
    var book = WaitingBook()
    let id = try book.rest(.buy, at: 5, until: 1_005_000).id
    book.advance(toMs: row.atMs)
    #expect(try book.expire().expired == (row.expires ? [id] : []))
    #expect(try book.violation() == nil)
  }

  @Test func `is looked at no more than once a block while its second lasts`() throws {
    var book = WaitingBook()
    for _ in 0..<3 { try book.rest(.buy, at: 5, until: 1_005_900) }
    book.advance(toMs: 1_005_100)
    #expect(try book.expire() == ([], 3))
    book.advance(toMs: 1_005_350)
    #expect(try book.expire() == ([], 3))
    book.advance(toMs: 1_006_000)
    #expect(try book.expire().expired.count == 3)
  }

  @Test func `does not hide one of the same second that is due`() throws {
    var book = WaitingBook()
    try book.rest(.buy, at: 5, until: 1_005_900)
    let due = try book.rest(.buy, at: 5, until: 1_005_100).id
    book.advance(toMs: 1_005_200)
    #expect(try book.expire() == ([due], 2))
  }

  @Test func `is forgotten when it goes before`() throws {
    var book = WaitingBook()
    let order = try book.rest(.buy, at: 5, until: 1_005_000).id
    let stop = try book.park(.risingStop, at: 9, until: 1_005_000).id
    try book.remove(order)
    try book.remove(stop)
    // The slot's next order has no end.
    try book.rest(.buy, at: 5)
    book.advance(toMs: 1_006_000)
    #expect(try book.expire() == ([], 0))
    #expect(try book.violation() == nil)
  }

  /// From day 97 on a key is sixteen seconds wide, and the wider the later.
  @Test(arguments: [100, 195, 300, 20_000] as [UInt64])
  func `stands to the millisecond, however far away that is`(days: UInt64) throws {
    var book = WaitingBook()
    let endMs = 1_000_000 + days * 86_400_000 + 700
    let id = try book.rest(.buy, at: 5, until: endMs).id
    for earlierMs in [500_000_000, 40_000, 8_000, 1_000, 0] as [UInt64] {
      book.advance(toMs: endMs - earlierMs)
      #expect(try book.expire().expired == [])
      #expect(try book.violation() == nil)
    }
    book.advance(toMs: endMs + 1)
    #expect(try book.expire().expired == [id])
  }

  @Test func `at the end of time stands for ever`() throws {
    var book = WaitingBook()
    try book.rest(.buy, at: 5, until: .max)
    book.advance(toMs: .max)
    #expect(try book.expire().expired == [])
    #expect(try book.violation() == nil)
  }
}
