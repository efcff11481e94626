import Cryptography
import Ledger
import Merkle
import SSZ
import Simulation
import Testing
import Units

@Suite struct `Publishers` {
  let publishers = PublisherSet(count: TestMarkets.publisherCount, seed: 1)

  private func prices(_ atoms: [UInt64] = [6_000_000, 2_500_000]) throws -> [MarketPrice] {
    try atoms.enumerated().map { (market, atoms) in
      MarketPrice(market: MarketID(UInt32(market)), price: try #require(Price(atomsPerLot: atoms)))
    }
  }

  private func decoded(_ reports: [ByteList<512>]) throws -> [SignedPriceReport] {
    try reports.map { try SignedPriceReport.decoded($0.bytes) }
  }

  @Test func `each sign a report of their own on every market`() throws {
    let state = try TestMarkets.state()
    let reports = try decoded(publishers.reports(of: try prices(), after: state, at: 1_000_250))
    #expect(reports.map(\.report.feed) == [0, 0, 0, 0, 1, 1, 1, 1])
    #expect(reports.map(\.publisher) == [0, 1, 2, 3, 0, 1, 2, 3])
    let domain = SigningDomain(state.parameters)
    for signed in reports {
      let signer = state.parameters.publishers[Int(signed.publisher)]
      try signed.signature.checked().check(signer: signer, digest: domain.digest(of: signed.report))
    }
    #expect(Set(reports.map(\.signature.r)).count == reports.count)
  }

  @Test func `see the price in the market's unit, a little off and a little late`() throws {
    let state = try TestMarkets.state()
    let reports = try (1...50).flatMap { block in
      try decoded(publishers.reports(of: try prices(), after: state, at: 1_000_000 + 250 * UInt64(block)))
    }
    for report in reports.map(\.report) {
      #expect(report.exponent == (report.feed == 0 ? -2 : -3))
      let truth: Double = report.feed == 0 ? 6_000_000 : 2_500_000
      #expect(abs(Double(report.price) / truth - 1) <= 3.3e-6)
      #expect(report.confidence == report.price / 100_000)
      #expect(report.publishTimeMs > 1_000_000)
    }
    #expect(Set(reports.filter { $0.report.feed == 0 }.map(\.report.price)).count == 7)
  }

  @Test func `say the same for the same seed, and something else for another`() throws {
    let state = try TestMarkets.state()
    let first = publishers.reports(of: try prices(), after: state, at: 1_000_250)
    #expect(publishers.reports(of: try prices(), after: state, at: 1_000_250) == first)
    let other = PublisherSet(count: TestMarkets.publisherCount, seed: 2)
    #expect(other.reports(of: try prices(), after: state, at: 1_000_250) != first)
  }

  @Test func `do not change what the others say when one is added`() throws {
    let state = try TestMarkets.state()
    let fewer = PublisherSet(count: 3, seed: 1).reports(of: try prices([6_000_000]), after: state, at: 1_000_250)
    #expect(publishers.reports(of: try prices([6_000_000]), after: state, at: 1_000_250).prefix(3) == fewer[...])
  }

  private func collateral(_ symbol: String, lotDecimals: UInt8) -> CollateralRules {
    var rules = CollateralRules()
    rules.symbol = Bytes32(Array(symbol.utf8) + [UInt8](repeating: 0, count: 32 - symbol.utf8.count))
    rules.lotDecimals = lotDecimals
    return rules
  }

  /// The market of ETH has lots of 10^-3.
  @Test(arguments: [
    (symbol: "WETH", lotDecimals: 6, atoms: [6_000_000, 2_500_000], price: 2_500),
    (symbol: "ETH", lotDecimals: 2, atoms: [6_000_000, 2_500_000], price: 25_000_000),
    (symbol: "WBTC", lotDecimals: 8, atoms: [6_000_000, 2_500_000], price: 600),
    (symbol: "WETH", lotDecimals: 6, atoms: [6_000_000], price: 2_500),
    (symbol: "XAUT", lotDecimals: 6, atoms: [6_000_000], price: 100),
  ])
  func `report the collateral's price behind those of markets`(
    row: (symbol: String, lotDecimals: UInt8, atoms: [UInt64], price: UInt64)
  ) throws {
    var state = try TestMarkets.state()
    state.parameters.collateral = collateral(row.symbol, lotDecimals: row.lotDecimals)
    let reports = try decoded(publishers.reports(of: try prices(row.atoms), after: state, at: 1_000_250)).map(\.report)
    let found = reports.dropFirst(4 * row.atoms.count)
    #expect(found.count == 4)
    for report in found {
      #expect(report.feed == CollateralRules.feed && report.exponent == Int8(row.lotDecimals) - 6)
      #expect(abs(Double(report.price) / Double(row.price) - 1) <= 3.3e-6)
    }
  }

  @Test func `take the mark of the market with the collateral's base where it is not priced in this block`() throws {
    var state = try TestMarkets.state()
    state.parameters.collateral = collateral("WETH", lotDecimals: 3)
    var market = try state.markets.read(1)
    market.markAtomsPerLot = 1_234_000
    try state.markets.write(market, at: 1)
    let reports = try decoded(publishers.reports(of: try prices([6_000_000]), after: state, at: 1_000_250))
    #expect(abs(Double(try #require(reports.last).report.price) / 1_234_000 - 1) <= 3.3e-6)
  }

  @Test func `go on behind their last accepted word`() throws {
    var state = try TestMarkets.state()
    var last = PublishedPrice()
    last.publishTimeMs = 1_000_249
    last.sequence = 77
    for publisher in 0..<4 as Range<UInt8> {
      try state.prices.write(last, at: PublishedPrice.index(feed: 1, publisher: publisher))
    }
    let reports = try decoded(publishers.reports(of: try prices(), after: state, at: 1_000_250)).map(\.report)
    #expect(reports.map(\.sequence) == [1, 1, 1, 1, 78, 78, 78, 78])
    #expect(reports[4...].allSatisfy { $0.publishTimeMs == 1_000_250 })
    #expect(reports[..<4].contains { $0.publishTimeMs < 1_000_249 })
  }

  @Test func `have different keys that never change`() {
    let addresses = PublisherSet.keys(count: 16).map(\.address)
    #expect(Set(addresses).count == 16)
    #expect(PublisherSet.keys(count: 2).map(\.address) == Array(addresses[..<2]))
    #expect(addresses[0].description == "0xd81fcC65E08cb11cFCEA15B8B288E8F13E5a4B29")
  }
}
