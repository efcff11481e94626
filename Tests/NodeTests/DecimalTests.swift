import Ledger
import Node
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `Decimal text` {
  @Test(arguments: [
    ("0", 6, 0), ("1", 6, 1_000_000), ("1000.5", 6, 1_000_500_000), ("-0.000001", 6, -1), ("1.5000000", 6, 1_500_000),
    ("12", 0, 12), ("0.0", 0, 0),
  ])
  func `is exactly an integer of the unit`(row: (text: String, decimals: Int, value: Int128)) throws {
    #expect(try Decimal.parse(row.text, decimals: row.decimals) == row.value)
  }

  @Test(arguments: ["", ".", "1.", ".5", "1e3", "+1", "1,5", "0x1", "--1", " 1", "1 ", "1.2.3", "١"])
  func `that is no decimal is refused`(text: String) {
    #expect(throws: Decimal.ParseError.notDecimal) { try Decimal.parse(text, decimals: 6) }
  }

  @Test func `with more decimals than the unit has, or too large, is refused`() {
    #expect(throws: Decimal.ParseError.tooManyDecimals(limit: 6)) { try Decimal.parse("0.0000001", decimals: 6) }
    let long = "1" + String(repeating: "0", count: 60)
    #expect(throws: Decimal.ParseError.outOfRange) { try Decimal.parse(long, decimals: 6) }
  }

  @Test(arguments: Seeds.all)
  func `reads back what was written`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<1_000 {
      let decimals = Int.random(in: 0...12, using: &random)
      let value = Int128(Int64.random(in: Int64.min...Int64.max, using: &random))
      let text = Decimal.format(value, decimals: decimals)
      #expect(try Decimal.parse(text, decimals: decimals) == value, "seed \(seed): \(text)")
    }
  }
}

@Suite struct `A market's units` {
  private let bitcoin = MarketUnits(DevnetGenesis.standard.genesis.markets.elements[0])

  @Test func `turn prices into ticks and sizes into lots`() throws {
    #expect(try bitcoin.tick(of: "60000.1") == 600_001)
    #expect(try bitcoin.quantity(of: "0.0123") == Quantity(lots: 123))
    #expect(bitcoin.price(tick: 600_001) == "60000.1")
    #expect(bitcoin.tick == "0.1")
    #expect(bitcoin.lot == "0.0001")
  }

  @Test func `name the nearest price and size where one does not fit`() {
    #expect(throws: MarketUnits.Violation.tick(found: "60000.05", tick: "0.1", below: "60000", above: "60000.1")) {
      try bitcoin.tick(of: "60000.05")
    }
    #expect(throws: MarketUnits.Violation.lot(found: "0.00015", lot: "0.0001", below: "0.0001", above: "0.0002")) {
      try bitcoin.quantity(of: "0.00015")
    }
  }

  @Test(arguments: ["0", "-1", "1677721.6", "99999999999999999999"])
  func `refuse prices that no tick reaches`(price: String) {
    #expect(throws: MarketUnits.Violation.outOfRange(price)) { try bitcoin.tick(of: price) }
  }
}
