import Ledger
import Testing
import Units

@testable import Simulation

@Suite struct `Price histories played together` {
  private let minute: UInt64 = 60_000

  /// Bars of one price each: `price` at minute `time`.
  private func file(_ bars: [(time: UInt64, price: String)], second duration: UInt64 = 60) throws -> KlineFile {
    try KlineFile(
      csv: bars.map { "\($0.time * duration),\($0.price),\($0.price),\($0.price),\($0.price)" }
        .joined(separator: "\n"))
  }

  private func feed(_ bitcoin: KlineFile, _ ether: KlineFile) throws -> KlineFeed {
    try KlineFeed([
      .init(market: MarketID(1), rules: TestMarkets.ether, file: ether),
      .init(market: MarketID(0), rules: TestMarkets.bitcoin, file: bitcoin),
    ])
  }

  private func points(_ feed: KlineFeed) -> [PricePoint] {
    var feed = feed
    return Array(sequence(state: ()) { _ in feed.next() })
  }

  @Test func `give four blocks a bar, a quarter of its time apart`() throws {
    let file = try KlineFile(csv: "100,10,12,9,11\n101,11,11.5,10.25,11")
    let feed = try KlineFeed([.init(market: MarketID(0), rules: TestMarkets.bitcoin, file: file)])
    #expect(feed.blockCount == 8)
    #expect(
      points(feed).map(\.timestampMs) == [100_000, 100_250, 100_500, 100_750, 101_000, 101_250, 101_500, 101_750])
    #expect(
      points(feed).map(\.prices[0].price.atomsPerLot) == [1000, 900, 1200, 1100, 1100, 1150, 1025, 1100])
  }

  @Test func `are joined by time over the span that all cover`() throws {
    let bitcoin = try file([(1, "10"), (2, "20"), (3, "30"), (4, "40")])
    let ether = try file([(2, "2"), (3, "3"), (4, "4"), (5, "5")])
    let feed = try feed(bitcoin, ether)
    #expect(feed.span == 2 * minute...4 * minute)
    #expect(points(feed).count == 12)
    #expect(
      stride(from: 0, to: 12, by: 4).map { points(feed)[$0].prices.map(\.price.atomsPerLot) } == [
        [2_000, 2_000], [3_000, 3_000], [4_000, 4_000],
      ])
    #expect(points(feed)[0].prices.map(\.market) == TestMarkets.ids)
  }

  @Test func `repeat the last close where a bar is missing`() throws {
    let bitcoin = try KlineFile(csv: "60,10,12,9,11\n120,11,11,11,11\n180,1,1,1,1\n240,1,1,1,1")
    let ether = try KlineFile(csv: "60,10,12,9,11\n180,5,6,5,6\n240,1,1,1,1")
    // At minute 1 the path of the bar; at minute 2 its close, four times.
    let prices = points(try feed(bitcoin, ether)).map(\.prices[1].price.atomsPerLot)
    #expect(
      prices[..<12] == [10_000, 9_000, 12_000, 11_000, 11_000, 11_000, 11_000, 11_000, 5_000, 5_000, 6_000, 6_000])
  }

  @Test func `go on where a run stopped`() throws {
    let file = try file([(1, "10"), (2, "20"), (3, "30")])
    let whole = try feed(file, file)
    for start in [0, 5, 11, 12, 99] {
      var part = whole
      _ = part.next()
      part.skip(toBlock: start)
      #expect(points(part) == Array(points(whole).dropFirst(start)))
    }
  }

  @Test func `may leave long gaps without holding them in memory`() throws {
    let feed = try feed(
      file([(1, "10"), (2, "20"), (1_000_000_000, "30")]), file([(1, "10"), (2, "20"), (1_000_000_000, "30")]))
    #expect(feed.blockCount == 4_000_000_000)
  }

  @Test func `are refused when they cannot be joined`() throws {
    let bitcoin = try file([(1, "10"), (2, "20")])
    #expect(throws: KlineFeedError.noFiles) { try KlineFeed([]) }
    #expect(throws: KlineFeedError.noCommonSpan) { try feed(bitcoin, file([(3, "1"), (4, "1")])) }
    #expect(
      throws: KlineFeedError.durationsDiffer("BTC-PERP", durationMs: 60_000, "ETH-PERP", otherDurationMs: 120_000)
    ) { try feed(bitcoin, file([(1, "1"), (3, "1")])) }
    #expect(throws: KlineFeedError.gridsDiffer("BTC-PERP", "ETH-PERP")) {
      try feed(bitcoin, file([(61, "1"), (121, "1")], second: 1))
    }
    #expect(throws: KlineFeedError.marketNamedTwice("BTC-PERP")) {
      let entry = KlineFeed.Entry(market: MarketID(0), rules: TestMarkets.bitcoin, file: bitcoin)
      return try KlineFeed([entry, entry])
    }
    #expect(throws: KlineFeedError.priceOutOfRange("BTC-PERP", openTimeMs: 120_000)) {
      try feed(file([(1, "1"), (2, "999999999999")]), bitcoin)
    }
  }
}

@Suite struct `A price file argument` {
  @Test func `is a market and a path`() {
    #expect(PriceFileArgument("BTC-PERP=a/b=c.csv").map { [$0.symbol, $0.path] } == ["BTC-PERP", "a/b=c.csv"])
  }

  @Test(arguments: ["", "=", "BTC-PERP", "BTC-PERP=", "=a.csv"])
  func `is refused without either`(text: String) { #expect(PriceFileArgument(text) == nil) }

  @Test func `must name a market and a file that exist`() throws {
    let rules = [TestMarkets.bitcoin, TestMarkets.ether]
    let argument = try #require(PriceFileArgument("DOGE=x.csv"))
    #expect(throws: KlineFeedError.unknownMarket("DOGE", known: ["BTC-PERP", "ETH-PERP"])) {
      try KlineFeed([argument], rules: rules)
    }
    let missing = try #require(PriceFileArgument("ETH-PERP=/no/such/file.csv"))
    #expect(throws: KlineFeedError.unreadable(path: "/no/such/file.csv")) { try KlineFeed([missing], rules: rules) }
    let source = try #require(PriceFileArgument("ETH-PERP=\(#filePath)"))
    #expect(throws: KlineFeedError.malformed(path: #filePath, .tooFewColumns(line: 1, needed: 5, found: 1))) {
      try KlineFeed([source], rules: rules)
    }
  }
}
