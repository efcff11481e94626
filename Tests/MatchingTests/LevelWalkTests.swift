import Cryptography
import Ledger
import Matching
import Merkle
import TestSupport
import Testing
import Units

@Suite struct `An order that looks at the prices it crosses` {
  @Test(arguments: Seeds.all)
  func `sees each level once, best first, up to its limit`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var book = WaitingBook()
    var ticks: [Side: Set<UInt32>] = [:]
    for _ in 0..<60 {
      let side: Side = random.oneIn(2) ? .buy : .sell
      // Bids below asks, across words of each level of the bitmap.
      let distance = UInt32.random(in: 1...1 << UInt32.random(in: 1...22, using: &random), using: &random)
      let tick = side == .buy ? 1 << 23 - distance : 1 << 23 + distance
      try book.rest(side, at: tick)
      ticks[side, default: []].insert(tick)
    }
    for side in Side.allCases {
      let all = (ticks[side.opposite] ?? []).sorted { side == .buy ? $0 < $1 : $0 > $1 }
      for (index, limit) in all.enumerated() {
        var (seen, last) = ([UInt32](), UInt32?.none)
        while let next = try book.book.nextTick(for: side, limit: limit, after: last) {
          seen.append(next)
          last = next
        }
        #expect(seen == Array(all[...index]), "seed \(seed)")
      }
    }
  }

  @Test func `sees none where there are none`() throws {
    let book = WaitingBook()
    #expect(try book.book.nextTick(for: .buy, limit: MarketRules.tickLimit - 1, after: nil) == nil)
    #expect(try book.book.nextTick(for: .sell, limit: 1, after: nil) == nil)
  }
}

@Suite struct `A stop that is changed where it waits` {
  @Test func `keeps its place among those with its trigger, and counts with its new quantity`() throws {
    var book = WaitingBook()
    let first = try book.park(.risingStop, at: 50, lots: 4)
    let second = try book.park(.risingStop, at: 50, lots: 5)
    let stop = try #require(try book.book.order(first.id))
    try book.book.change(stop, to: Quantity(lots: 9), tick: 33)
    #expect(try book.violation() == nil)
    let level = PriceLevel(try book.book.risingStops.levels.read(50))
    #expect(level.quantity.lots == 14 && level.orderCount == 2)
    let changed = try #require(try book.book.order(first.id)).order
    #expect(changed.remaining.lots == 9 && changed.tick == 33 && changed.triggerTick == 50)
    #expect(changed.next == Link(second.slot) && changed.sequence == first.order.sequence)
  }
}
