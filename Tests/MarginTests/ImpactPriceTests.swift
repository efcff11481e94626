import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `An impact price` {
  private func impact(of target: Int128, _ levels: [(lots: UInt64, price: UInt64)]) -> ImpactPrice {
    var impact = ImpactPrice(of: Notional(atoms: target))
    for level in levels { impact.take(Quantity(lots: level.lots), at: Samples.price(level.price)) }
    return impact
  }

  /// 10 lots at 105 are 1,050; of the 20 at 103 five are needed: 515. Together 1,565 for 15, 104⅓ a lot.
  @Test func `takes the better level whole and of the next what is missing`() {
    let impact = impact(of: 1_500, [(10, 105), (20, 103)])
    #expect(impact.isComplete && impact.lots.lots == 15 && impact.notional.atoms == 1_565)
    #expect(impact.excess(over: Samples.price(100)).rawValue == 4_333_333)
    #expect(impact.excess(over: Samples.price(104)).rawValue == 333_333)
    #expect(impact.excess(over: Samples.price(105)) == .zero)
    #expect(impact.shortfall(below: Samples.price(105)).rawValue == 666_666)
    #expect(impact.shortfall(below: Samples.price(104)) == .zero)
  }

  @Test func `is complete at exactly its notional, and takes no more`() {
    var impact = impact(of: 1_500, [(10, 100)])
    #expect(!impact.isComplete)
    impact.take(Quantity(lots: 5), at: Samples.price(100))
    #expect(impact.isComplete && impact.notional.atoms == 1_500)
    let before = impact
    impact.take(Quantity(lots: 5), at: Samples.price(100))
    #expect(impact == before)
  }

  @Test func `fits its numbers where lots are as cheap and as many as may be`() {
    let everything = Int128(1) << 64 - 1
    let cheap = impact(of: everything, [(.max >> 1, 1), (.max, 1)])
    #expect(cheap.isComplete && Int128(cheap.lots.lots) == everything)
    let dear = impact(of: everything, [(.max, Price.limit - 1)])
    #expect(dear.isComplete && dear.shortfall(below: Samples.price(Price.limit - 1)) == .zero)
    #expect(dear.excess(over: Samples.price(1)).rawValue == Int128(Price.limit - 2) * 1_000_000)
  }
}

@Suite struct `A premium` {
  private func premium(_ excess: Int128, _ shortfall: Int128, _ mark: UInt64) -> Int64 {
    FundingRules.premiumPartsPerMillion(
      excess: MicroAtoms(rawValue: excess), shortfall: MicroAtoms(rawValue: shortfall), mark: Samples.price(mark))
  }

  @Test func `is what the impact prices lie beyond the mark, toward zero`() {
    #expect(premium(4_333_333, 0, 100) == 43_333)
    #expect(premium(0, 4_333_333, 100) == -43_333)
    #expect(premium(0, 0, 100) == 0)
    #expect(premium(99, 0, 100) == 0 && premium(0, 99, 100) == 0)
    #expect(premium(100, 0, 100) == 1 && premium(0, 100, 100) == -1)
  }

  @Test func `is at most the mark itself, either way`() {
    #expect(premium(1_000_000 * 100, 0, 100) == 1_000_000)
    #expect(premium(Int128(Price.limit) * 1_000_000, 0, 1) == 1_000_000)
    #expect(premium(0, 1_000_000 * 100, 100) == -1_000_000)
  }
}
