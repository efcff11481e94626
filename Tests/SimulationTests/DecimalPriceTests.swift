import Testing
import Units

@testable import Simulation

@Suite struct `A decimal price` {
  @Test(
    arguments: [
      ("43538.02", 43_538_020_000_000_000_000_000), ("43600", 43_600_000_000_000_000_000_000),
      ("0.00000716", 7_160_000_000_000), ("7.16e-06", 7_160_000_000_000), ("1E3", 1_000_000_000_000_000_000_000),
      ("5.", 5_000_000_000_000_000_000), (".5", 500_000_000_000_000_000), ("0", 0), ("0.000000000000000001", 1),
      ("0.1000000000000000000000", 100_000_000_000_000_000),
    ] as [(String, UInt128)])
  func `is read exactly`(row: (text: String, units: UInt128)) {
    #expect(DecimalPrice(row.text)?.units == row.units)
  }

  @Test(arguments: [
    "", ".", "-1", "+1", " 1", "1 ", "1.2.3", "1,5", "0x10", "nan", "1e", "1e1.5", "e5", "1e999", "١",
    "0.0000000000000000001", "1e-19", "340282366920938463464", "340282366920938463463374607431768211456",
  ])
  func `is refused when it is no number, or none that fits`(text: String) { #expect(DecimalPrice(text) == nil) }

  @Test(
    arguments: [
      ("43538.02", 4, 4_353_802), ("3282.25", 3, 3_282_250), ("0.5", 0, 500_000),
      ("0.000000499999", 0, nil), ("0.0000005", 0, 1),  // Half an atom rounds up, less to nothing.
      ("123748.77906633", 4, 12_374_878), ("1.4", 12, nil),
      ("17592186.044415", 0, Price.limit - 1), ("17592186.0444155", 0, nil),
    ] as [(String, UInt8, UInt64?)])
  func `becomes atoms a lot, to the nearest`(row: (text: String, lotDecimals: UInt8, atoms: UInt64?)) {
    #expect(DecimalPrice(row.text)?.price(lotDecimals: row.lotDecimals)?.atomsPerLot == row.atoms)
  }

  @Test func `has no price when the rounding would overflow`() {
    #expect(DecimalPrice(units: .max).price(lotDecimals: 12) == nil)
  }
}
