import Ledger
import Matching
import Testing
import Units

@Suite struct `Stops beside a book` {
  private func price(_ atomsPerLot: UInt64) throws -> Price { try #require(Price(atomsPerLot: atomsPerLot)) }

  @Test func `are released by a rise from the lowest trigger up, the oldest first at one trigger`() throws {
    var book = WaitingBook()
    let third = try book.park(.risingStop, at: 70_000).id
    let first = try book.park(.risingStop, at: 50_000).id
    let second = try book.park(.risingStop, at: 50_000).id
    var released: [OrderID] = []
    while let stop = try book.book.nextStop(at: price(70_000), tickAtomsPerLot: 1) {
      released.append(stop.id)
      try book.remove(stop.id)
    }
    #expect(released == [first, second, third])
    #expect(try book.violation() == nil)
  }

  @Test func `are released by a fall from the highest trigger down, behind those of a rise`() throws {
    var book = WaitingBook()
    let third = try book.park(.fallingStop, at: 50_000).id
    let second = try book.park(.fallingStop, at: 70_000).id
    let first = try book.park(.risingStop, at: 40_000).id
    var released: [OrderID] = []
    while let stop = try book.book.nextStop(at: price(50_000), tickAtomsPerLot: 1) {
      released.append(stop.id)
      try book.remove(stop.id)
    }
    #expect(released == [first, second, third])
  }

  @Test(
    arguments: [
      (place: OrderTerms.Place.risingStop, mark: 499, isReleased: false),
      (place: .risingStop, mark: 500, isReleased: true), (place: .risingStop, mark: 501, isReleased: true),
      (place: .fallingStop, mark: 501, isReleased: false), (place: .fallingStop, mark: 500, isReleased: true),
      (place: .fallingStop, mark: 499, isReleased: true), (place: .risingStop, mark: 9, isReleased: false),
      (place: .fallingStop, mark: 9, isReleased: true),
    ] as [(place: OrderTerms.Place, mark: UInt64, isReleased: Bool)])
  func `compare the mark with their trigger exactly, though the mark lies between ticks`(
    row: (place: OrderTerms.Place, mark: UInt64, isReleased: Bool)
  ) throws {
    var book = WaitingBook()
    try book.park(row.place, at: 50)
    #expect(try (book.book.nextStop(at: price(row.mark), tickAtomsPerLot: 10) != nil) == row.isReleased)
  }

  @Test func `are not released by a mark beyond all ticks but in the direction they wait for`() throws {
    var book = WaitingBook()
    try book.park(.fallingStop, at: MarketRules.tickLimit - 1)
    #expect(try book.book.nextStop(at: price(Price.limit - 1), tickAtomsPerLot: 1) == nil)
    let rising = try book.park(.risingStop, at: MarketRules.tickLimit - 1).id
    #expect(try book.book.nextStop(at: price(Price.limit - 1), tickAtomsPerLot: 1)?.id == rising)
  }

  @Test func `meet no order, and are none of the book's prices`() throws {
    var book = WaitingBook()
    try book.park(.risingStop, at: 50)
    try book.park(.fallingStop, at: 40)
    for side in Side.allCases {
      #expect(try book.book.bestTick(of: side) == nil)
      #expect(try book.book.nextMaker(for: side, limit: side == .buy ? MarketRules.tickLimit - 1 : 1) == nil)
    }
    #expect(book.book.openOrderCount == 2)
  }

  @Test func `that shrink keep their place`() throws {
    var book = WaitingBook()
    let first = try book.park(.risingStop, at: 50, lots: 5).id
    try book.park(.risingStop, at: 50, lots: 5)
    try book.book.reduce(try #require(try book.book.order(first)), by: Quantity(lots: 2))
    #expect(try book.book.nextStop(at: price(50), tickAtomsPerLot: 1)?.order.remaining == Quantity(lots: 3))
    #expect(try book.violation() == nil)
  }
}
