import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `A conversion of collateral` {
  private func rules(haircut: UInt32, discount: UInt32) -> CollateralRules {
    var rules = CollateralRules()
    rules.maintenanceHaircut = Rate(partsPerMillion: haircut)
    rules.initialHaircut = rules.maintenanceHaircut
    rules.conversionDiscount = Rate(partsPerMillion: discount)
    return rules
  }

  struct Row: Sendable {
    let cash: Int128
    let lots: UInt64
    let maintenance: Int128
    let funds: Int128
    let sold: UInt64?
    let payment: Int128

    init(
      cash: Int128, _ lots: UInt64, maintains maintenance: Int128, funds: Int128 = 1 << 40, sells sold: UInt64?,
      for payment: Int128
    ) {
      (self.cash, self.lots, self.maintenance, self.funds) = (cash, lots, maintenance, funds)
      (self.sold, self.payment) = (sold, payment)
    }
  }

  /// A lot is 1,000 atoms; it counts 800 and is sold at 950.
  @Test(arguments: [
    Row(cash: 0, 10, maintains: 8_000, sells: nil, for: 0),  // At maintenance.
    Row(cash: 0, 10, maintains: 8_001, sells: 1, for: 950),
    Row(cash: 0, 10, maintains: 8_149, sells: 1, for: 950),
    Row(cash: 0, 10, maintains: 8_150, sells: 2, for: 1_900),  // An atom to spare for the payment's rounding.
    Row(cash: 0, 10, maintains: 9_500, sells: 10, for: 9_500),  // All: 10.007 would be needed.
    Row(cash: 0, 10, maintains: 99_000, sells: 10, for: 9_500),
    Row(cash: -1, 10, maintains: 0, sells: 1, for: 950),  // A debt is cured even if the account needs nothing.
    Row(cash: -950, 10, maintains: 0, sells: 1, for: 950),
    Row(cash: -951, 10, maintains: 0, sells: 2, for: 1_900),
    Row(cash: -20_000, 10, maintains: 0, sells: 10, for: 9_500),
    Row(cash: -951, 10, maintains: 7_500, sells: 4, for: 3_800),  // The gap of 451 asks for more than the debt.
    Row(cash: -2_000, 10, maintains: 0, funds: 1_899, sells: 1, for: 950),
    Row(cash: -2_000, 10, maintains: 0, funds: 1_900, sells: 2, for: 1_900),
    Row(cash: -2_000, 10, maintains: 0, funds: 949, sells: nil, for: 0),
    Row(cash: -2_000, 10, maintains: 0, funds: 0, sells: nil, for: 0),
    Row(cash: -2_000, 10, maintains: 0, funds: -5, sells: nil, for: 0),
    Row(cash: -2_000, 0, maintains: 0, sells: nil, for: 0),
  ])
  func `sells what the gap asks for, what the debt asks for, and what there is`(row: Row) {
    let rules = rules(haircut: 200_000, discount: 50_000)
    var risk = AccountRisk(cash: Notional(atoms: row.cash))
    risk.add(Quantity(lots: row.lots), rules, at: Samples.price(1_000))
    risk.requirement.maintenance = MicroAtoms(Notional(atoms: row.maintenance))
    risk.requirement.initial = risk.requirement.maintenance
    let found = Conversion(
      risk, of: Quantity(lots: row.lots), at: Samples.price(1_000), rules, target: .one,
      funds: Notional(atoms: row.funds))
    #expect(found?.lots.lots == row.sold)
    if row.sold != nil { #expect(found?.payment.atoms == row.payment) }
  }

  @Test func `at a discount as large as the haircut cures no gap, but a debt`() {
    let rules = rules(haircut: 50_000, discount: 50_000)
    var risk = AccountRisk(cash: Notional(atoms: 100))
    risk.add(Quantity(lots: 10), rules, at: Samples.price(1_000))
    risk.requirement.maintenance = MicroAtoms(Notional(atoms: 20_000))
    risk.requirement.initial = risk.requirement.maintenance
    func lots(_ risk: AccountRisk) -> UInt64? {
      Conversion(
        risk, of: Quantity(lots: 10), at: Samples.price(1_000), rules, target: .one, funds: Notional(atoms: 1 << 40))?
        .lots.lots
    }
    #expect(lots(risk) == nil)
    #expect(lots(risk.adding(cash: Notional(atoms: -1_100))) == 2)
  }

  /// Any number of lots is tried: so many are sold as reach the target and leave no debt, or as many as can be.
  @Test(arguments: Seeds.all)
  func `is what trying every number of lots finds, to the lot`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var (cured, short, none) = (0, 0, 0)
    for _ in 0..<5_000 {
      let discount = UInt32.random(in: 0...400_000, using: &random)
      let rules = rules(haircut: .random(in: discount...1_000_000, using: &random), discount: discount)
      let (balance, price) = (
        UInt64.random(in: 0...60, using: &random), Samples.price(.random(in: 1...900, using: &random))
      )
      var risk = AccountRisk(cash: Notional(atoms: .random(in: -9_000...9_000, using: &random)))
      risk.add(Quantity(lots: balance), rules, at: price)
      risk.requirement.maintenance = MicroAtoms(rawValue: .random(in: 0...20_000_000_000, using: &random))
      risk.requirement.initial = risk.requirement.maintenance.adding(
        MicroAtoms(rawValue: .random(in: 0...9_000_000_000, using: &random)))
      let share = Rate(partsPerMillion: .random(in: 0...1_000_000, using: &random))
      let funds = Int128.random(in: 0...30_000, using: &random)

      let million: Int128 = 1_000_000
      let proceeds = Int128(price.atomsPerLot) * (million - Int128(discount))
      let counted = Int128(price.atomsPerLot) * (million - Int128(rules.maintenanceHaircut.partsPerMillion))
      /// Equity and the quote in it after so many lots are sold.
      func after(_ lots: Int128) -> (equity: Int128, quote: Int128) {
        let equity = risk.equity.rawValue - lots * counted + lots * proceeds / million * million
        return (equity, equity - (Int128(balance) - lots) * counted)
      }
      let affordable = (0...Int128(balance)).filter { $0 * proceeds <= funds * million }.last ?? 0
      let target = risk.target(share).rawValue
      let gains = proceeds > counted
      let first = (0...affordable).first { lots in
        let (equity, quote) = after(lots)
        return quote >= 0 && (!gains || equity >= target)
      }
      let found = Conversion(
        risk, of: Quantity(lots: balance), at: price, rules, target: share, funds: Notional(atoms: funds))
      let lots = Int128(found?.lots.lots ?? 0)
      #expect(lots <= affordable)
      if let found { #expect(found.payment.atoms == lots * proceeds / million) }
      guard let first else {
        #expect(lots == affordable, "\(risk)")
        short += 1
        continue
      }
      // At most what the payment's rounding may ask for besides.
      let spare = gains ? (million - 1 + proceeds - counted - 1) / (proceeds - counted) : 0
      #expect(lots >= first && lots <= min(first + spare, affordable), "\(risk): \(lots), \(first)")
      if first == 0 { none += 1 } else { cured += 1 }
    }
    #expect(cured > 300 && short > 300 && none > 300, "\(cured), \(short), \(none)")
  }
}
