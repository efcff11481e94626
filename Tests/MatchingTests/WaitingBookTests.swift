import Ledger
import Matching
import TestSupport
import Testing
import Units

/// Orders and stops that come, shrink, go and end at random, beside a plain list of what should be there.
@Suite struct `A book in which orders rest, wait and end` {
  private struct Model {
    var book = WaitingBook()
    var live: [OrderID: Order] = [:]
    var random: SplitMix64
    var counts = (parked: 0, released: 0, expired: 0)

    mutating func enter() throws {
      let time = book.clock.timestampMs
      let ends: [UInt64] = [0, 0, time, time + 1, time + 700, time + 2_500, time + 10_000_000_000, .max]
      let endMs = ends.randomElement(using: &random) ?? 0
      let lots = UInt64.random(in: 1...9, using: &random)
      let place = [OrderTerms.Place.book, .risingStop, .fallingStop].randomElement(using: &random) ?? .book
      let tick = UInt32.random(in: 1...40, using: &random) * 97
      let resting =
        switch place {
        case .book: try book.rest(tick < 2_000 ? .buy : .sell, at: tick, lots: lots, until: endMs)
        case .risingStop, .fallingStop: try book.park(place, at: tick, lots: lots, until: endMs)
        }
      live[resting.id] = resting.order
      counts.parked += place == .book ? 0 : 1
    }

    mutating func change() throws {
      guard let id = live.keys.sorted().randomElement(using: &random), let resting = try book.book.order(id) else {
        return
      }
      if resting.order.remaining.lots > 1, Bool.random(using: &random) {
        try book.book.reduce(resting, by: Quantity(lots: 1))
      } else {
        try book.remove(id)
        live[id] = nil
      }
    }

    mutating func passTime() throws {
      let steps: [UInt64] = [1, 250, 250, 1_000, 3_000, 9_999_999_000]
      book.advance(toMs: book.clock.timestampMs + (steps.randomElement(using: &random) ?? 1))
      let due = live.filter { $0.value.expiryMs != 0 && $0.value.expiryMs < book.clock.timestampMs }.keys.sorted()
      let expired = try book.expire().expired
      #expect(expired.sorted() == due)
      for id in expired { live[id] = nil }
      counts.expired += expired.count
    }

    mutating func moveMark() throws {
      let tick = UInt32.random(in: 1...4_000, using: &random)
      guard let mark = Price(atomsPerLot: UInt64(tick)) else { return }
      while let stop = try book.book.nextStop(at: mark, tickAtomsPerLot: 1) {
        try book.remove(stop.id)
        live[stop.id] = nil
        counts.released += 1
      }
      for order in live.values {
        #expect(order.terms.place != .risingStop || order.triggerTick > tick)
        #expect(order.terms.place != .fallingStop || order.triggerTick < tick)
      }
    }
  }

  @Test(arguments: Seeds.all)
  func `has what it should have, and is sound, after every change`(seed: UInt64) throws {
    var model = Model(random: SplitMix64(seed: seed))
    for _ in 0..<1_500 {
      switch Int.random(in: 0..<20, using: &model.random) {
      case 0..<12: try model.enter()
      case 12..<17: try model.change()
      case 17..<19: try model.passTime()
      default: try model.moveMark()
      }
      #expect(try model.book.violation() == nil, "seed \(seed)")
      #expect(Int(model.book.book.openOrderCount) == model.live.count, "seed \(seed)")
    }
    for id in model.live.keys { #expect(try model.book.book.order(id) != nil, "seed \(seed)") }
    #expect(model.counts.parked > 50 && model.counts.released > 10 && model.counts.expired > 10, "seed \(seed)")
  }
}
