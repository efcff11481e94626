import Ledger
import Margin
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `The requirement of a position` {
  struct Row: Sendable {
    let atoms: UInt64
    let initial: Int128
    let maintenance: Int128
    let closeOut: Int128

    init(_ atoms: UInt64, _ initial: Int128, _ maintenance: Int128, _ closeOut: Int128) {
      (self.atoms, self.initial, self.maintenance, self.closeOut) = (atoms, initial, maintenance, closeOut)
    }
  }

  /// In micro-atoms: parts per million of each atom.
  @Test(arguments: [
    Row(0, 0, 0, 0),
    Row(1, 100_000, 50_000, 20_000),
    Row(999, 99_900_000, 49_950_000, 19_980_000),
    Row(1_000, 100_000_000, 50_000_000, 20_000_000),
    Row(1_001, 100_200_000, 50_100_000, 20_040_000),  // One atom beyond the bound pays the higher rate, alone.
    Row(4_999, 899_800_000, 449_900_000, 179_960_000),
    Row(5_000, 900_000_000, 450_000_000, 180_000_000),
    Row(5_001, 900_500_000, 450_250_000, 180_100_000),
    Row(1_005_000, 500_900_000_000, 250_450_000_000, 100_180_000_000),  // The last tier has no end.
  ])
  func `is what each part of its notional costs in its own tier`(row: Row) {
    let found = Samples.rules().requirement(for: Quantity(lots: row.atoms), at: Samples.price(1))
    #expect(found.initial.rawValue == row.initial)
    #expect(found.maintenance.rawValue == row.maintenance)
    #expect(found.closeOut.rawValue == row.closeOut)
  }

  @Test(arguments: Seeds.all)
  func `is the sum over its atoms, each at the rate of its tier`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let rules = Samples.rules(Self.drawTiers(&random))
      let price = UInt64.random(in: 1...7, using: &random)
      var expected = Requirement()
      var counted: UInt64 = 0
      for lots in 0..<60 as Range<UInt64> {
        while counted < price * lots {
          expected = expected.adding(Self.requirement(ofAtom: Int128(counted), rules))
          counted += 1
        }
        #expect(rules.requirement(for: Quantity(lots: lots), at: Samples.price(price)) == expected)
      }
    }
  }

  private static func drawTiers(_ random: inout SplitMix64) -> [MarginTier] {
    var (bound, rate) = (Int128(0), UInt32(0))
    return (0..<Int.random(in: 1...8, using: &random)).map { _ in
      bound += .random(in: 1...80, using: &random)
      rate += .random(in: 3...100_000, using: &random)
      return Samples.tier(bound, rate, rate - 1, rate - 2)
    }
  }

  private static func requirement(ofAtom index: Int128, _ rules: MarketRules) -> Requirement {
    let tiers = rules.tiers.elements.prefix(Int(rules.tierCount))
    let tier = tiers.first { index < $0.upTo.atoms } ?? tiers[tiers.endIndex - 1]
    var requirement = Requirement()
    requirement.initial = MicroAtoms(rawValue: Int128(tier.initial.partsPerMillion))
    requirement.maintenance = MicroAtoms(rawValue: Int128(tier.maintenance.partsPerMillion))
    requirement.closeOut = MicroAtoms(rawValue: Int128(tier.closeOut.partsPerMillion))
    return requirement
  }

  @Test func `of the largest position at the highest price is still exact`() {
    let rules = Samples.rules([Samples.tier(0, 1_000_000, 999_999, 999_998)])
    let found = rules.requirement(for: Quantity(lots: Quantity.limit - 1), at: Samples.price(Price.limit - 1))
    let notional = (Int128(1) << 44 - 1) * (Int128(1) << 40 - 1)
    #expect(found.initial.rawValue == notional * 1_000_000)
    #expect(found.maintenance.rawValue == notional * 999_999)
    #expect(found.closeOut.rawValue == notional * 999_998)
  }
}
