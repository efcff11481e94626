import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `Collateral` {
  private func rules(initial: UInt32, maintenance: UInt32) -> CollateralRules {
    var rules = CollateralRules()
    rules.initialHaircut = Rate(partsPerMillion: initial)
    rules.maintenanceHaircut = Rate(partsPerMillion: maintenance)
    return rules
  }

  struct Row: Sendable {
    let lots: UInt64
    let price: UInt64
    let haircuts: (initial: UInt32, maintenance: UInt32)
    let equity: Int128
    let initialEquity: Int128

    init(_ lots: UInt64, at price: UInt64, _ initial: UInt32, _ maintenance: UInt32, _ equity: Int128, _ lower: Int128)
    {
      (self.lots, self.price, haircuts) = (lots, price, (initial, maintenance))
      (self.equity, initialEquity) = (equity, lower)
    }
  }

  /// All accounts have 500 atoms of cash.
  @Test(arguments: [
    Row(0, at: 100, 200_000, 100_000, 500_000_000, 500_000_000),
    Row(10, at: 100, 200_000, 100_000, 1_400_000_000, 1_300_000_000),
    Row(1, at: 1, 200_001, 100_001, 500_899_999, 500_799_999),  // Below an atom, and not rounded.
    Row(10, at: 100, 0, 0, 1_500_000_000, 1_500_000_000),
    Row(10, at: 100, 1_000_000, 1_000_000, 500_000_000, 500_000_000),
    Row(10, at: 0, 200_000, 100_000, 500_000_000, 500_000_000),  // No price.
  ])
  func `counts at its price less a haircut, and less a larger one for initial margin`(row: Row) {
    var risk = AccountRisk(cash: Notional(atoms: 500))
    let rules = rules(initial: row.haircuts.initial, maintenance: row.haircuts.maintenance)
    risk.add(Quantity(lots: row.lots), rules, at: Price(atomsPerLot: row.price))
    #expect(risk.equity.rawValue == row.equity)
    #expect(risk.initialEquity.rawValue == row.initialEquity)
  }

  @Test(arguments: Seeds.all)
  func `counts exactly, up to the largest price of the most lots`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let lots = random.oneIn(9) ? Quantity.limit - 1 : UInt64.random(in: 0..<Quantity.limit, using: &random)
      let price = random.oneIn(9) ? Price.limit - 1 : UInt64.random(in: 1..<Price.limit, using: &random)
      let initial = UInt32.random(in: 0...1_000_000, using: &random)
      let maintenance = UInt32.random(in: 0...initial, using: &random)
      let cash = Int128.random(in: -1_000...1_000, using: &random)
      var risk = AccountRisk(cash: Notional(atoms: cash))
      risk.add(
        Quantity(lots: lots), rules(initial: initial, maintenance: maintenance), at: Samples.price(price))
      let expected = { (haircut: UInt32) in
        BigInteger(Int128(lots)) * BigInteger(Int128(price)) * BigInteger(Int128(1_000_000 - haircut))
      }
      #expect(BigInteger(risk.equity.rawValue - cash * 1_000_000) == expected(maintenance))
      #expect(BigInteger(risk.initialEquity.rawValue - cash * 1_000_000) == expected(initial))
      #expect(risk.initialEquity <= risk.equity)
    }
  }

  @Test func `opens less than it keeps: initial margin meets the larger haircut, maintenance the smaller`() {
    var risk = AccountRisk(cash: .zero)
    risk.add(Quantity(lots: 10), rules(initial: 200_000, maintenance: 100_000), at: Samples.price(100))
    // Worth 800 and 900 atoms.
    risk.requirement.initial = MicroAtoms(rawValue: 800_000_000)
    risk.initialWithOrders = MicroAtoms(rawValue: 800_000_000)
    risk.requirement.maintenance = MicroAtoms(rawValue: 900_000_000)
    #expect(risk.isAtOrAboveInitial && risk.isAtOrAboveInitialWithOrders && risk.isAtOrAboveMaintenance)
    risk.requirement.initial = MicroAtoms(rawValue: 800_000_001)
    risk.initialWithOrders = MicroAtoms(rawValue: 800_000_001)
    #expect(!risk.isAtOrAboveInitial && !risk.isAtOrAboveInitialWithOrders && risk.isAtOrAboveMaintenance)
  }

  @Test func `keeps its haircut when cash changes`() {
    var risk = AccountRisk(cash: .zero)
    risk.add(Quantity(lots: 10), rules(initial: 200_000, maintenance: 100_000), at: Samples.price(100))
    risk.equity = risk.equity.adding(MicroAtoms(Notional(atoms: 7)))
    #expect(risk.equity.subtracting(risk.initialEquity).rawValue == 100_000_000)
  }

  @Test func `of an account below initial allows what does not raise its risk`() {
    var before = Samples.risk(equity: 0, maintenance: 500_000_000, initial: 900_000_000)
    before.add(Quantity(lots: 10), rules(initial: 200_000, maintenance: 100_000), at: Samples.price(100))
    #expect(!before.isAtOrAboveInitial && before.equity >= before.requirement.initial)
    var riskier = before
    riskier.requirement.maintenance = MicroAtoms(rawValue: 500_000_001)
    #expect(before.isPermitted(after: before) && !riskier.isPermitted(after: before))
  }
}
