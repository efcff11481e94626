import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `Funding of an interval` {
  /// An interest of 100 ppm that pulls by at most 500, of a period of eight hours; at most 40,000 ppm.
  static func rules(interest: Int64 = 100, clamp: UInt32 = 500, cap: UInt32 = 40_000) -> FundingRules {
    var rules = FundingRules()
    rules.intervalMs = 3_600_000
    rules.sampleMs = 60_000
    rules.periodMs = 28_800_000
    rules.interestPartsPerMillion = interest
    rules.clamp = Rate(partsPerMillion: clamp)
    rules.cap = Rate(partsPerMillion: cap)
    return rules
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let premium: Int64
    let rate: Int128
    var testDescription: String { "a premium of \(premium) makes a rate of \(rate)" }

    init(_ premium: Int64, _ rate: Int128) { (self.premium, self.rate) = (premium, rate) }
  }

  /// P + clamp(100 − P, ± 500), within ± 40,000.
  @Test(arguments: [
    Row(0, 100), Row(600, 100), Row(601, 101), Row(1_000, 500), Row(-400, 100), Row(-401, 99), Row(-1_000, -500),
    Row(40_499, 39_999), Row(40_500, 40_000), Row(40_501, 40_000), Row(1_000_000, 40_000), Row(-40_499, -39_999),
    Row(-40_500, -40_000), Row(-40_501, -40_000), Row(-1_000_000, -40_000),
  ])
  func `follows the premium, less what interest may pull, up to a cap`(row: Row) {
    let change = Self.rules().indexChange(
      premiumSum: row.premium, premiumCount: 1, mark: Samples.price(1_000), elapsedMs: 28_800_000)
    #expect(change.rawValue == row.rate * 1_000)
  }

  @Test func `takes the mean of the samples, and is interest alone without any`() {
    let rules = Self.rules(interest: 7, clamp: 0)
    func change(_ sum: Int64, _ count: UInt32) -> Int128 {
      rules.indexChange(premiumSum: sum, premiumCount: count, mark: Samples.price(6), elapsedMs: 28_800_000).rawValue
    }
    #expect(change(300, 3) == 600)
    #expect(change(301, 3) == 602)  // 100⅓ ppm of 6
    #expect(
      Self.rules().indexChange(premiumSum: 0, premiumCount: 0, mark: Samples.price(6), elapsedMs: 28_800_000).rawValue
        == 600)
    #expect(change(0, 0) == 0)
  }

  @Test func `is in proportion to the time that passed, rounded down either way`() {
    func change(_ premium: Int64, _ elapsedMs: UInt64) -> Int128 {
      Self.rules(interest: 0, clamp: 0).indexChange(
        premiumSum: premium, premiumCount: 1, mark: Samples.price(1), elapsedMs: elapsedMs
      ).rawValue
    }
    #expect(change(80, 3_600_000) == 10)
    #expect(change(81, 3_600_000) == 10)
    #expect(change(-81, 3_600_000) == -11)
    #expect(change(-80, 3_600_000) == -10)
    #expect(change(80, 0) == 0)
    #expect(change(1, 1) == 0 && change(-1, 1) == -1)
  }

  /// Against the same formula in whole numbers of any width.
  @Test(arguments: Seeds.all)
  func `is the floor of the exact fraction, and never beyond cap times mark`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      var rules = Self.rules(
        interest: .random(in: -1_000_000...1_000_000, using: &random),
        clamp: .random(in: 0...1_000_000, using: &random),
        cap: .random(in: 0...1_000_000, using: &random))
      rules.periodMs = UInt64.random(in: 1..<FundingRules.periodLimitMs, using: &random)
      let samples = UInt32.random(in: 0...1 << 21, using: &random)
      let sum = Int64.random(in: -1_000_000...1_000_000, using: &random) * Int64(samples)
      let mark = UInt64.random(in: 1..<Price.limit, using: &random)
      let elapsed = UInt64.random(in: 0...rules.periodMs, using: &random)
      let change = rules.indexChange(
        premiumSum: sum, premiumCount: samples, mark: Samples.price(mark), elapsedMs: elapsed
      ).rawValue
      let premium = samples == 0 ? 0 : Int128(sum) / Int128(samples)
      let (clamp, cap) = (Int128(rules.clamp.partsPerMillion), Int128(rules.cap.partsPerMillion))
      let pull = min(max(Int128(rules.interestPartsPerMillion) - premium, -clamp), clamp)
      let rate = min(max(premium + pull, -cap), cap)
      let product = BigInteger(rate) * BigInteger(Int128(mark) * Int128(elapsed))
      let period = BigInteger(Int128(rules.periodMs))
      #expect(product >= BigInteger(change) * period && product < BigInteger(change + 1) * period)
      #expect(change.magnitude <= UInt128(cap) * UInt128(mark))
    }
  }
}
