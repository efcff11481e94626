import Cryptography
import Ledger
import Oracle
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `A price report` {
  private static let now: UInt64 = 100_000

  private static let parameters: Parameters = {
    var parameters = Parameters()
    parameters.reportAgeLimitMs = 5_000
    parameters.reportFutureLimitMs = 1_000
    parameters.confidenceLimit = Rate(partsPerMillion: 10_000)
    return parameters
  }()

  private static let last: PublishedPrice = {
    var last = PublishedPrice()
    last.sequence = 7
    last.publishTimeMs = 96_000
    return last
  }()

  /// 100.00 USDC, a hundredth of it uncertain; a lot is a thousandth of a unit.
  static func valid() -> PriceReport {
    var report = PriceReport()
    report.price = 10_000
    report.confidence = 100
    report.exponent = -2
    report.publishTimeMs = 99_000
    report.sequence = 8
    return report
  }

  private static func price(
    _ report: PriceReport, lotDecimals: UInt8 = 3, parameters: Parameters = parameters, now: UInt64 = now
  ) throws(Refusal) -> UInt64 {
    try ReportCheck.price(
      of: report, after: last, lotDecimals: lotDecimals, parameters: parameters, blockTimestampMs: now
    ).atomsPerLot
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let refusal: Refusal
    let spoil: @Sendable (inout PriceReport) -> Void

    init(
      _ reason: Refusal.Reason, _ limit: Int128, _ found: Int128,
      _ spoil: @escaping @Sendable (inout PriceReport) -> Void
    ) {
      refusal = Refusal(reason, limit: limit, found: found)
      self.spoil = spoil
    }

    var testDescription: String { "\(refusal)" }
  }

  /// In the order in which they are checked.
  static let rows: [Row] = [
    Row(.reportSequenceNotRising, 7, 7) { $0.sequence = 7 },
    Row(.reportTimeNotRising, 96_000, 96_000) { $0.publishTimeMs = 96_000 },
    Row(.reportFromFuture, 101_000, 101_001) { $0.publishTimeMs = 101_001 },
    Row(.reportTooOld, 95_000, 94_999) { $0.publishTimeMs = 94_999 },
    Row(.reportTooUncertain, 100, 101) { $0.confidence = 101 },
    Row(.priceOutOfRange, Int128(Price.limit), 0) { report in
      report.exponent = -128
      report.confidence = 0
    },
  ]

  @Test func `that is valid gives the price of a lot`() throws { #expect(try Self.price(Self.valid()) == 100_000) }

  @Test(arguments: rows)
  func `is refused for one flaw, with the two values that disagree`(row: Row) {
    var report = Self.valid()
    row.spoil(&report)
    // Times must rise, so a report that is too old needs a publisher that was silent before.
    var last = Self.last
    if row.refusal.reason == .reportTooOld { last.publishTimeMs = 0 }
    #expect(throws: row.refusal) {
      try ReportCheck.price(
        of: report, after: last, lotDecimals: 3, parameters: Self.parameters, blockTimestampMs: Self.now)
    }
  }

  /// The publisher's last word was `valid()` itself.
  @Test func `that differs from the last one under its number contradicts it, whatever else is wrong with it`() throws {
    var last = Self.last
    last.sequence = 8
    last.publishTimeMs = 99_000
    last.reportRoot = Self.valid().hashTreeRoot()
    func refusal(_ report: PriceReport) -> Refusal? {
      #expect(throws: Refusal.self) {
        try ReportCheck.price(
          of: report, after: last, lotDecimals: 3, parameters: Self.parameters, blockTimestampMs: Self.now)
      }
    }
    var other = Self.valid()
    #expect(refusal(other) == Refusal(.reportSequenceNotRising, limit: 8, found: 8))
    other.price += 1
    #expect(refusal(other) == Refusal(.reportEquivocates, limit: 8, found: 8))
    (other.confidence, other.publishTimeMs) = (.max, .max)
    #expect(refusal(other) == Refusal(.reportEquivocates, limit: 8, found: 8))
    other.sequence = 7
    #expect(refusal(other) == Refusal(.reportSequenceNotRising, limit: 8, found: 7))
    // Of a last word without a root nothing can be said any more.
    other.sequence = 8
    last.reportRoot = Bytes32()
    #expect(refusal(other) == Refusal(.reportSequenceNotRising, limit: 8, found: 8))
  }

  @Test func `with two flaws is refused for the one that is checked first`() {
    for first in Self.rows.indices {
      for second in Self.rows.indices where second > first {
        var report = Self.valid()
        Self.rows[second].spoil(&report)
        Self.rows[first].spoil(&report)
        var last = Self.last
        // Old and not rising at once are the same field; then the publisher was silent before.
        if Self.rows[first].refusal.reason == .reportTooOld { last.publishTimeMs = 0 }
        let found = #expect(throws: Refusal.self) {
          try ReportCheck.price(
            of: report, after: last, lotDecimals: 0, parameters: Self.parameters, blockTimestampMs: Self.now)
        }
        #expect(found?.reason == Self.rows[first].refusal.reason)
      }
    }
  }

  @Test func `at every limit is accepted`() throws {
    var report = Self.valid()
    report.publishTimeMs = 101_000
    #expect(try Self.price(report) == 100_000)
    report.publishTimeMs = 96_001
    #expect(try Self.price(report, now: 101_001) == 100_000)
    report.confidence = 0
    #expect(try Self.price(report) == 100_000)
  }

  @Test func `at the end of time is judged like any other`() throws {
    var report = Self.valid()
    report.publishTimeMs = .max
    #expect(try Self.price(report, now: .max) == 100_000)
    #expect(try Self.price(report, now: .max - 1_000) == 100_000)
    #expect(throws: Refusal(.reportFromFuture, limit: Int128(UInt64.max) - 1, found: Int128(UInt64.max))) {
      try Self.price(report, now: .max - 1_001)
    }
  }

  struct Conversion: Sendable {
    let price: UInt64
    let exponent: Int8
    let lotDecimals: UInt8
    let atomsPerLot: Int128

    init(_ price: UInt64, _ exponent: Int8, _ lotDecimals: UInt8, _ atomsPerLot: Int128) {
      (self.price, self.exponent, self.lotDecimals, self.atomsPerLot) = (price, exponent, lotDecimals, atomsPerLot)
    }
  }

  /// price × 10^(exponent + 6 − lotDecimals)
  @Test(arguments: [
    Conversion(1, 0, 0, 1_000_000), Conversion(1, 0, 6, 1), Conversion(1, 0, 7, 0), Conversion(19, 0, 7, 1),
    Conversion(4_219_999_999, -5, 5, 421_999), Conversion(30_000, 0, 3, 30_000_000), Conversion(5, 6, 12, 5),
    Conversion(5, 7, 12, 50), Conversion(59, 5, 12, 5), Conversion(1, 13, 6, 10_000_000_000_000),
    Conversion(17_592_186_044_415, -6, 0, 17_592_186_044_415),  // The highest price, 2^44 − 1
    Conversion(17_592_186_044_416, -6, 0, 17_592_186_044_416), Conversion(1, 18, 0, 100_000_000_000_000),
    Conversion(.max, -18, 0, 18_446_744), Conversion(.max, 127, 12, 18_446_744_073_709_551_615),
    Conversion(1, 127, 0, 100_000_000_000_000), Conversion(.max, -128, 12, 0), Conversion(0, 0, 0, 0),
  ])
  func `converts exponents without loss but for the last digit, rounded down`(row: Conversion) throws {
    var report = Self.valid()
    (report.price, report.exponent, report.confidence) = (row.price, row.exponent, 0)
    if row.atomsPerLot > 0, row.atomsPerLot < Int128(Price.limit) {
      #expect(try Int128(Self.price(report, lotDecimals: row.lotDecimals)) == row.atomsPerLot)
    } else {
      // Beyond the limit the conversion stops where it stands.
      let refusal = #expect(throws: Refusal.self) { try Self.price(report, lotDecimals: row.lotDecimals) }
      #expect(refusal?.reason == .priceOutOfRange)
      #expect(refusal?.limit == Int128(Price.limit))
      if row.atomsPerLot == 0 { #expect(refusal?.found == 0) }
    }
  }

  @Test(arguments: Seeds.all)
  func `is too uncertain exactly where confidence exceeds its share of the price`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      var (report, parameters) = (Self.valid(), Self.parameters)
      report.price = random.next() >> UInt64.random(in: 20...60, using: &random)
      report.exponent = -8
      parameters.confidenceLimit = Rate(partsPerMillion: .random(in: 0...1_000_000, using: &random))
      let edge = UInt128(report.price) * UInt128(parameters.confidenceLimit.partsPerMillion)
      report.confidence = UInt64(edge / 1_000_000) &+ .random(in: 0...2, using: &random) &- 1
      let isTooUncertain = UInt128(report.confidence) * 1_000_000 > edge
      do throws(Refusal) {
        _ = try Self.price(report, lotDecimals: 0, parameters: parameters)
        #expect(!isTooUncertain)
      } catch {
        #expect((error.reason == .reportTooUncertain) == isTooUncertain, "\(error)")
      }
    }
  }
}
