import Ledger
import Oracle
import TestSupport
import Testing
import Units

@Suite struct `A quorum of prices` {
  /// Fresh prices of publishers 0, 1, 2 and so on; 0 for one that never spoke.
  private func quorum(_ prices: [UInt64], of count: UInt8, limit: UInt32) -> PriceQuorum {
    var parameters = Parameters()
    parameters.quorum = count
    parameters.deviationLimit = Rate(partsPerMillion: limit)
    let published = prices.map { price in
      var published = PublishedPrice()
      published.atomsPerLot = price
      return published
    }
    return PriceQuorum(published, parameters: parameters, blockTimestampMs: 0)
  }

  @Test func `leaves out who lies beyond the limit, and takes the median of the rest`() {
    let quorum = quorum([1_030, 1_010, 2_000, 1_000, 1_020], of: 4, limit: 100_000)
    #expect(quorum.median?.atomsPerLot == 1_020)
    #expect(quorum.deviating.map(\.publisher) == [2] && quorum.deviating.map(\.price.atomsPerLot) == [2_000])
    #expect(quorum.mark?.price.atomsPerLot == 1_010)
  }

  @Test func `lets the limit itself count, on both sides`() {
    #expect(quorum([900, 1_000, 1_100], of: 2, limit: 100_000).deviating.isEmpty)
    #expect(quorum([899, 1_000, 1_100], of: 2, limit: 100_000).deviating.map(\.publisher) == [0])
    #expect(quorum([900, 1_000, 1_101], of: 2, limit: 100_000).deviating.map(\.publisher) == [2])
    #expect(quorum([Price.limit - 1, 1, 1], of: 2, limit: .max).deviating.map(\.publisher) == [0])
  }

  @Test func `has no mark where too few are left`() {
    let quorum = quorum([1_000, 1_000, 1_000, 5_000, 5_000], of: 4, limit: 100_000)
    #expect(quorum.median?.atomsPerLot == 1_000 && quorum.mark == nil)
    #expect(quorum.deviating.map(\.publisher) == [3, 4])
  }

  @Test func `names nobody where too few have spoken`() {
    let quorum = quorum([1_000, 5_000, 0, 0, 0], of: 4, limit: 1)
    #expect(quorum.median == nil && quorum.mark == nil && quorum.deviating.isEmpty)
  }

  @Test func `without a limit lets everybody count`() {
    let quorum = quorum([1, 1_000, Price.limit - 1], of: 2, limit: 0)
    #expect(quorum.mark?.price.atomsPerLot == 1_000 && quorum.deviating.isEmpty)
  }

  @Test func `is dated by those that count`() {
    var parameters = Parameters()
    parameters.quorum = 2
    parameters.deviationLimit = Rate(partsPerMillion: 100_000)
    let published = [(1_000, 500), (1_001, 400), (9_999, 100)].map { (price: UInt64, timeMs: UInt64) in
      var published = PublishedPrice()
      (published.atomsPerLot, published.publishTimeMs) = (price, timeMs)
      return published
    }
    #expect(PriceQuorum(published, parameters: parameters, blockTimestampMs: 0).mark?.timeMs == 400)
  }

  /// Leaving some out must not undo what a quorum of two thirds is for.
  @Test(arguments: Seeds.all)
  func `stays within the honest prices whoever is left out`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var leftOut = 0
    for _ in 0..<2_000 {
      let count = Int.random(in: 1...16, using: &random)
      let liars = Int.random(in: 0...(count - 1) / 3, using: &random)
      let honest = (liars..<count).map { _ in UInt64.random(in: 1_000...1_100, using: &random) }
      let lies = (0..<liars).map { _ in UInt64.random(in: 900...1_200, using: &random) }
      let quorum = quorum(
        (honest + lies).shuffled(using: &random), of: UInt8((2 * count + 2) / 3),
        limit: .random(in: 1...100_000, using: &random))
      guard let mark = quorum.mark?.price.atomsPerLot else { continue }
      leftOut += quorum.deviating.count
      #expect(mark >= honest.min() ?? 0 && mark <= honest.max() ?? 0, "\(count) publishers, \(liars) lie")
    }
    #expect(leftOut > 100)
  }
}
