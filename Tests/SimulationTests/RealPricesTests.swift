import Foundation
import Ledger
import Testing
import Units

@testable import Simulation

/// Files of real days, found through `PLIMSOLL_DATA`.
@Suite(
  .enabled(if: RealPrices.folder != nil, "set PLIMSOLL_DATA to the folder that holds prices/ to test with real prices"))
struct `Real prices` {
  private func argument(_ symbol: String, _ file: String) throws -> PriceFileArgument {
    let folder = try #require(RealPrices.folder)
    return try #require(PriceFileArgument("\(symbol)=\(folder)/prices/\(file)"))
  }

  private func feed() throws -> KlineFeed {
    try KlineFeed(
      [argument("BTC-PERP", "2021-05-19_BTCUSDT_1m.csv"), argument("ETH-PERP", "2021-05-19_ETHUSDT_1m.csv")],
      rules: [TestMarkets.bitcoin, TestMarkets.ether])
  }

  @Test func `of 19 May 2021 give 16,464 blocks of both markets, down to the known low`() throws {
    var feed = try feed()
    #expect(feed.blockCount == 16_464)
    let points = Array(sequence(state: ()) { _ in feed.next() })
    #expect(points.count == 16_464)
    #expect(zip(points, points.dropFirst()).allSatisfy { ($1.timestampMs ?? 0) - ($0.timestampMs ?? 0) == 15_000 })
    #expect(points[0].prices.map(\.price.atomsPerLot) == [4_353_802, 3_282_250])
    #expect(points.map(\.prices[0].price.atomsPerLot).min() == 3_000_000)
    #expect(points.map(\.prices[1].price.atomsPerLot).min() == 1_888_000)
    #expect(points.first { $0.prices[0].price.atomsPerLot == 3_000_000 }?.timestampMs.map { $0 / 60_000 } == 27_023_830)
  }

  @Test func `of every file in the folder can be read`() throws {
    let folder = try #require(RealPrices.folder) + "/prices"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter {
      $0.hasSuffix(".csv") && !$0.contains("funding") && !$0.contains("bookdepth")
    }
    #expect(names.count > 10)
    for name in names {
      let data = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
      #expect(throws: Never.self, "\(name)") { try KlineFile(csv: Array(data)) }
    }
  }
}

enum RealPrices {
  static let folder = ProcessInfo.processInfo.environment["PLIMSOLL_DATA"]
}
