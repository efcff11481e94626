import Ledger
import Oracle
import TestSupport
import Testing
import Units

@Suite struct `The mark price` {
  /// Prices of publishers, each with the age of its report; 0 for a publisher that never spoke.
  private func mark(_ published: [(price: UInt64, ageMs: UInt64)], quorum: UInt8) -> MarkPrice? {
    var parameters = Parameters()
    parameters.quorum = quorum
    parameters.reportAgeLimitMs = 5_000
    let prices = published.map { entry in
      var price = PublishedPrice()
      price.atomsPerLot = entry.price
      price.publishTimeMs = 100_000 - entry.ageMs
      return price
    }
    return PriceQuorum(prices, parameters: parameters, blockTimestampMs: 100_000).mark
  }

  @Test func `is the middle one of the published prices, and of an even number the lower`() {
    #expect(mark([(30, 0), (10, 0), (20, 0)], quorum: 2)?.price.atomsPerLot == 20)
    #expect(mark([(30, 0), (10, 0), (20, 0), (40, 0)], quorum: 3)?.price.atomsPerLot == 20)
    #expect(mark([(7, 0)], quorum: 1)?.price.atomsPerLot == 7)
    #expect(mark([(9, 0), (8, 0)], quorum: 2)?.price.atomsPerLot == 8)
  }

  @Test func `needs a quorum of fresh prices, and the age limit itself is fresh`() {
    #expect(mark([(10, 5_000), (20, 5_000), (30, 5_001)], quorum: 2)?.price.atomsPerLot == 10)
    #expect(mark([(10, 5_000), (20, 5_001), (30, 5_001)], quorum: 2) == nil)
    #expect(mark([(10, 0), (0, 0), (0, 0)], quorum: 2) == nil)
    #expect(mark([], quorum: 0) == nil)
    #expect(mark([(0, 0)], quorum: 0) == nil)
  }

  @Test func `leaves prices out of the median that are too old for it`() {
    #expect(mark([(10, 0), (11, 1), (500, 5_001), (600, 9_000)], quorum: 2)?.price.atomsPerLot == 10)
  }

  @Test func `is dated by the oldest price behind it`() {
    #expect(mark([(10, 0), (20, 4_000), (30, 17), (40, 6_000)], quorum: 3)?.timeMs == 96_000)
  }

  @Test func `near the beginning of time takes every price`() {
    var parameters = Parameters()
    parameters.quorum = 1
    parameters.reportAgeLimitMs = 5_000
    var price = PublishedPrice()
    price.atomsPerLot = 3
    func mark(_ now: UInt64) -> MarkPrice? {
      PriceQuorum([price], parameters: parameters, blockTimestampMs: now).mark
    }
    #expect(mark(4_999)?.timeMs == 0)
    #expect(mark(5_000)?.timeMs == 0)
    #expect(mark(5_001) == nil)
  }

  /// Why a quorum is two thirds.
  @Test(arguments: Seeds.all)
  func `stays within the honest prices while less than a third of the publishers lie`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let count = Int.random(in: 1...16, using: &random)
      let quorum = (2 * count + 2) / 3
      let liars = Int.random(in: 0...(count - 1) / 3, using: &random)
      let heard = max(quorum, Int.random(in: 1...count, using: &random))
      let honest = (liars..<heard).map { _ in UInt64.random(in: 1_000...1_100, using: &random) }
      let lies = (0..<min(liars, heard)).map { _ in UInt64.random(in: 1...9_999, using: &random) }
      let all = (honest + lies).shuffled(using: &random).map { (price: $0, ageMs: UInt64(0)) }
      let found = try #require(mark(all, quorum: UInt8(quorum))).price.atomsPerLot
      #expect(found >= honest.min() ?? 0 && found <= honest.max() ?? 0, "\(count) publishers, \(liars) lie: \(all)")
    }
  }
}
