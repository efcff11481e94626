import Testing

@testable import Simulation

@Suite struct `A price history` {
  private static let header = "open_time,open,high,low,close,volume"
  private static let first = "1621296000000,10,12,9,11,3"
  private static let second = "1621296060000,11,11.5,10.25,11,4"

  private func file(_ lines: String...) throws(KlineError) -> KlineFile {
    try KlineFile(csv: lines.joined(separator: "\n"))
  }

  private func bar(_ time: UInt64, _ open: String, _ high: String, _ low: String, _ close: String) throws -> KlineBar {
    KlineBar(
      openTimeMs: time, open: try #require(DecimalPrice(open)), high: try #require(DecimalPrice(high)),
      low: try #require(DecimalPrice(low)), close: try #require(DecimalPrice(close)))
  }

  @Test func `is its bars, and the time one lasts`() throws {
    let file = try file(Self.header, Self.first, Self.second, "")
    #expect(file.durationMs == 60_000)
    #expect(
      file.bars == [
        try bar(1_621_296_000_000, "10", "12", "9", "11"), try bar(1_621_296_060_000, "11", "11.5", "10.25", "11"),
      ])
  }

  @Test(arguments: [
    "\(first)\n\(second)",
    "\u{feff}\(header)\r\n\(first)\r\n\(second)\r\n",
    "Timestamp,Open,High,Low,Close\n1621296000,10,12,9,11\n1621296060,11,11.5,10.25,11",
    "1621296000000000,10,12,9,11,3,,,,x\n1621296060000000,11,11.5,10.25,11,4,7,8",
    "1621296000,10,12,9,11,3\n\n\(second)",
  ])
  func `may lack a header, have more columns, other time units and other line ends`(text: String) throws {
    #expect(try KlineFile(csv: text) == file(Self.header, Self.first, Self.second))
  }

  @Test func `lasts as long as its shortest distance when bars are missing`() throws {
    let file = try file(Self.first, Self.second, "1621296240000,11,11,11,11,0")
    #expect(file.durationMs == 60_000)
    #expect(file.bars.count == 3)
  }

  @Test(
    arguments: [
      ([], .tooFewBars(needed: 2, found: 0)),
      ([header, first], .tooFewBars(needed: 2, found: 1)),
      (["open_time,high,open,low,close", first], .headerNamesOtherColumn(column: 2, expected: "open", found: "high")),
      ([header, "1621296000000,10,12,9"], .tooFewColumns(line: 2, needed: 5, found: 4)),
      ([first, "yesterday,10,12,9,11"], .notATime(line: 2, found: "yesterday")),
      ([first, "+1621296060000,10,12,9,11"], .notATime(line: 2, found: "+1621296060000")),
      (["1621296000000001,10,12,9,11"], .notATime(line: 1, found: "1621296000000001")),
      (["1621296000000000000,10,12,9,11"], .notATime(line: 1, found: "1621296000000000000")),
      ([first, "1621296060000,10,12,x,11"], .notAPrice(line: 2, column: "low", found: "x")),
      ([first, "1621296060000,0,12,0,11"], .zeroPrice(line: 2, column: "open")),
      ([header, first, "1621296060000,10,12,10.5,11"], .pricesOutOfOrder(line: 3)),
      ([first, "1621296060000,10,12,9,12.01"], .pricesOutOfOrder(line: 2)),
      (
        [first, second, first],
        .timeNotRising(line: 3, previousMs: 1_621_296_060_000, foundMs: 1_621_296_000_000)
      ),
      (
        [first, second, "1621296150000,11,11,11,11"],
        .timeOffTheGrid(line: 3, durationMs: 60_000, sincePreviousMs: 90_000)
      ),
      ([first, "1621296000003,11,11,11,11"], .barsTooShort(durationMs: 3)),
    ] as [([String], KlineError)])
  func `is refused with the line that is wrong`(row: (lines: [String], error: KlineError)) {
    #expect(throws: row.error) { try KlineFile(csv: row.lines.joined(separator: "\n")) }
  }

  @Test(arguments: [
    (["10", "12", "9", "11"], ["10", "9", "12", "11"]),
    (["10", "11", "7", "8"], ["10", "11", "7", "8"]),
    (["10", "12", "8", "11"], ["10", "8", "12", "11"]),  // Equally near: the low first.
    (["10", "10", "10", "10"], ["10", "10", "10", "10"]),
  ])
  func `gives open, nearer extreme, farther extreme and close of each bar`(row: (bar: [String], path: [String])) throws
  {
    let bar = try bar(0, row.bar[0], row.bar[1], row.bar[2], row.bar[3])
    #expect(bar.prices == row.path.map { DecimalPrice($0) })
  }
}
