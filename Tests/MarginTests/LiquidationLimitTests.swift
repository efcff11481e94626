import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `The limit price of a liquidation` {
  private func risk(cash: Int128, _ positions: [(position: Position, mark: UInt64)], _ rules: MarketRules)
    -> AccountRisk
  {
    var risk = AccountRisk(cash: Notional(atoms: cash))
    for (position, mark) in positions { risk.add(position, rules, Samples.market(mark: mark)) }
    return risk
  }

  struct Row: Sendable {
    let lots: Int64
    let cash: Int128
    let tickAtoms: UInt32
    let limit: UInt32?

    init(_ lots: Int64, cash: Int128, tickAtoms: UInt32, limit: UInt32?) {
      (self.lots, self.cash, self.tickAtoms, self.limit) = (lots, cash, tickAtoms, limit)
    }
  }

  /// One position, bought and marked at 1,000 atoms a lot: cash is equity, and all of it may be lost.
  @Test(arguments: [
    Row(10, cash: 50, tickAtoms: 1, limit: 995), Row(-10, cash: 50, tickAtoms: 1, limit: 1_005),
    Row(10, cash: 51, tickAtoms: 1, limit: 995),  // 994.9 up
    Row(-10, cash: 51, tickAtoms: 1, limit: 1_005),  // 1,005.1 down
    Row(10, cash: 59, tickAtoms: 1, limit: 995), Row(-10, cash: 59, tickAtoms: 1, limit: 1_005),
    Row(10, cash: 50, tickAtoms: 7, limit: 143),  // 995 / 7 = 142.1…
    Row(-10, cash: 50, tickAtoms: 7, limit: 143),  // 1,005 / 7 = 143.5…
    Row(10, cash: 0, tickAtoms: 1, limit: 1_000), Row(-10, cash: 0, tickAtoms: 1, limit: 1_000),
    Row(10, cash: -50, tickAtoms: 1, limit: 1_005),  // A debt must be earned back.
    Row(-10, cash: -50, tickAtoms: 1, limit: 995),
    Row(10, cash: 10_000, tickAtoms: 1, limit: 1),  // No price is too low.
    Row(10, cash: 20_000, tickAtoms: 1, limit: 1),
    Row(-10, cash: -9_990, tickAtoms: 1, limit: 1),
    Row(-10, cash: -9_991, tickAtoms: 1, limit: nil),  // A short would have to be given money to buy.
    Row(-10, cash: 1 << 40, tickAtoms: 1, limit: 1 << 24 - 1),
    Row(10, cash: -(1 << 40), tickAtoms: 1, limit: nil),
    Row(0, cash: 50, tickAtoms: 1, limit: nil),
  ])
  func `of the only position is its bankruptcy price, rounded for the account`(row: Row) {
    let rules = Samples.rules(tickAtomsPerLot: row.tickAtoms)
    let position = Samples.position(row.lots, cost: 1_000 * Int128(row.lots))
    let found = LiquidationLimit.worstTick(
      closing: position, of: risk(cash: row.cash, [(position, 1_000)], rules), rules: rules, mark: Samples.price(1_000))
    #expect(found == row.limit)
  }

  @Test func `shares equity by maintenance, so that the first market leaves the second its own`() {
    let rules = Samples.rules([Samples.tier(0, 100_000, 50_000, 20_000)])
    let (first, second) = (Samples.position(30, cost: 3_000), Samples.position(-10, cost: -1_000))
    let risk = risk(cash: 80, [(first, 100), (second, 100)], rules)
    // 80 atoms of equity: 60 for the 3,000, 20 for the 1,000.
    #expect(LiquidationLimit.worstTick(closing: first, of: risk, rules: rules, mark: Samples.price(100)) == 98)
    #expect(LiquidationLimit.worstTick(closing: second, of: risk, rules: rules, mark: Samples.price(100)) == 102)
  }

  /// A third of the equity, which is a broken number of millionths.
  @Test(arguments: [
    (lots: Int64(1), equity: Int128(-3_000_001), limit: UInt32(1_002)), (lots: -1, equity: -3_000_001, limit: 998),
    (lots: 1, equity: -3_000_000, limit: 1_001), (lots: -1, equity: -3_000_000, limit: 999),
    (lots: 1, equity: 3_000_000, limit: 999), (lots: 1, equity: 2_999_999, limit: 1_000),
    (lots: -1, equity: 3_000_000, limit: 1_001), (lots: -1, equity: 2_999_999, limit: 1_000),
  ])
  func `gives nothing away that is less than a millionth of an atom`(row: (lots: Int64, equity: Int128, limit: UInt32))
  {
    let rules = Samples.rules()
    let own = rules.requirement(for: Quantity(lots: 1), at: Samples.price(1_000)).maintenance
    let risk = Samples.risk(equity: row.equity, maintenance: 3 * own.rawValue)
    let found = LiquidationLimit.worstTick(
      closing: Samples.position(row.lots), of: risk, rules: rules, mark: Samples.price(1_000))
    #expect(found == row.limit)
  }

  /// Every tick of a small market is tried: the limit is the worst that leaves the account its share.
  @Test(arguments: Seeds.all)
  func `is the worst tick that leaves the other positions their share of equity`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var found = 0
    for _ in 0..<1_500 {
      let rules = Samples.rules(tickAtomsPerLot: .random(in: 1...4, using: &random))
      let positions = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        let lots = Int64.random(in: -40...40, using: &random)
        return (
          position: Samples.position(lots, cost: Int128(lots) * .random(in: 1...60, using: &random)),
          mark: UInt64.random(in: 1...60, using: &random)
        )
      }
      let risk = risk(cash: .random(in: -900...900, using: &random), positions, rules)
      let (position, mark) = (positions[0].position, Samples.price(positions[0].mark))
      let limit = LiquidationLimit.worstTick(closing: position, of: risk, rules: rules, mark: mark)
      let own = rules.requirement(for: position.size.magnitude, at: mark).maintenance
      let fair = (1...400 as ClosedRange<UInt32>).filter { tick in
        let gain =
          (Int128(tick) * Int128(rules.tickAtomsPerLot) - Int128(mark.atomsPerLot)) * Int128(position.size.lots)
        // equity + gain ≥ equity × (1 − own / all)
        return gain * 1_000_000 * risk.requirement.maintenance.rawValue >= -risk.equity.rawValue * own.rawValue
      }
      switch position.size.side {
      case nil: #expect(limit == nil)
      case .buy where fair.isEmpty: #expect(limit ?? 401 > 400)
      case .sell where fair.count == 400: #expect(try #require(limit) >= 400)
      case .buy: #expect(limit == fair.first)
      case .sell: #expect(limit == fair.last)
      }
      if limit != nil { found += 1 }
    }
    #expect(found > 700)
  }
}
