import Ledger
import Testing
import Units

@testable import Simulation

@Suite struct `A price process` {
  private func price(_ atoms: UInt64) throws -> Price { try #require(Price(atomsPerLot: atoms)) }

  private func prices(_ process: some PriceProcess, count: Int) -> [UInt64] {
    var process = process
    return (0..<count).map { _ in process.next().atomsPerLot }
  }

  private func walk(
    from start: UInt64 = 1_000_000, volatility: UInt32 = 100, seed: UInt64 = 1, stream: UInt64 = 0, block: UInt64 = 1
  ) throws -> RandomWalk {
    RandomWalk(
      from: try price(start), volatilityPartsPerMillion: volatility,
      generator: KeyedGenerator(seed: seed, stream: "price"), stream: stream, firstBlock: block)
  }

  @Test func `may stay where it is`() throws {
    #expect(prices(ConstantPrice(try price(5)), count: 3) == [5, 5, 5])
  }

  @Test func `walks the same way from the same seed, and another way from another`() throws {
    let first = prices(try walk(), count: 50)
    #expect(prices(try walk(), count: 50) == first)
    #expect(prices(try walk(seed: 2), count: 50) != first)
    #expect(prices(try walk(stream: 1), count: 50) != first)
    #expect(prices(try walk(block: 2), count: 50) != first)
  }

  /// The very numbers, so that no machine and no later change walks another way unnoticed.
  @Test func `walks these steps`() throws {
    let steps = prices(try walk(), count: 5)
    #expect(steps == [999960, 1000016, 1000118, 1000292, 1000213])
  }

  @Test(arguments: [60, 1_000, 20_000] as [UInt32])
  func `walks in steps of the volatility it was given`(volatility: UInt32) throws {
    let start: UInt64 = 1 << 40
    let steps = try (0..<4_000).map { block in
      let end = Double(prices(try walk(from: start, volatility: volatility, block: UInt64(block)), count: 1)[0])
      return (end / Double(start) - 1) * 1e6 / Double(volatility)
    }
    let mean = steps.reduce(0, +) / 4_000
    let variance = steps.map { $0 * $0 }.reduce(0, +) / 4_000
    #expect(abs(mean) < 0.08)
    #expect(abs(variance - 1) < 0.1)
  }

  @Test func `stays a price, however wild`() throws {
    let low = prices(try walk(from: 1, volatility: RandomWalk.volatilityLimit), count: 2_000)
    let high = prices(try walk(from: Price.limit - 1, volatility: RandomWalk.volatilityLimit), count: 2_000)
    for atoms in low + high { #expect(Price(atomsPerLot: atoms) != nil) }
  }

  @Test func `walks on where its price is small`() throws {
    #expect(Set(prices(try walk(from: 100, volatility: 1_000), count: 1_000)).count > 2)
  }

  @Test func `falls and recovers in a straight line`() throws {
    let plan = Crash.Plan(
      at: 2, drop: Rate(partsPerMillion: 300_000), over: 3, recovery: Rate(partsPerMillion: 500_000), in: 2)
    let crash = Crash(plan, over: ConstantPrice(try price(1_000)))
    // A third of 300,000 ppm is rounded down in parts per million, the factor so up by one, and the price down.
    #expect(prices(crash, count: 9) == [1_000, 1_000, 1_000, 900, 800, 700, 775, 850, 850])
  }

  @Test func `falls at once and stays down when it is told so`() throws {
    let plan = Crash.Plan(at: 0, drop: Rate(partsPerMillion: 999_999), over: 0)
    #expect(prices(Crash(plan, over: ConstantPrice(try price(1_000_000))), count: 3) == [1_000_000, 1, 1])
    #expect(prices(Crash(plan, over: ConstantPrice(try price(1_000))), count: 2) == [1_000, 1])
  }

  @Test func `starts at the mark, or at what the asset usually costs`() throws {
    var state = try TestMarkets.state()
    func first(_ state: State) -> [Double] {
      var feed = ProcessFeed(walkingFrom: state, seed: 1)
      return (feed.next()?.prices ?? []).map { Double($0.price.atomsPerLot) }
    }
    let customary = first(state)
    #expect(abs(customary[0] / 6_000_000 - 1) < 0.001)
    #expect(abs(customary[1] / 2_500_000 - 1) < 0.001)
    try state.set(mark: 9_000_000, of: MarketID(0))
    #expect(abs(first(state)[0] / 9_000_000 - 1) < 0.001)
    #expect(first(state)[1] == customary[1])
  }
}
