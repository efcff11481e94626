import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `The risk of an account` {
  @Test func `is healthy where equity equals the requirement, and not a millionth of an atom below`() {
    func risk(_ equity: Int128) -> AccountRisk {
      Samples.risk(equity: equity, maintenance: 700, initial: 900, closeOut: 300)
    }
    #expect(risk(900).isAtOrAboveInitial && !risk(899).isAtOrAboveInitial)
    #expect(risk(700).isAtOrAboveMaintenance && !risk(699).isAtOrAboveMaintenance)
    #expect(risk(300).isAtOrAboveCloseOut && !risk(299).isAtOrAboveCloseOut)
  }

  struct Row: Sendable {
    let lots: Int64
    let cost: Int128
    let mark: UInt64
    let unpaidLossPerLot: Int128
    let equity: Int128
  }

  @Test(arguments: [
    Row(lots: 10, cost: 1_000, mark: 110, unpaidLossPerLot: 0, equity: 600_000_000),  // 500 + 1,100 − 1,000
    Row(lots: -10, cost: -1_000, mark: 110, unpaidLossPerLot: 0, equity: 400_000_000),
    Row(lots: 10, cost: 1_000, mark: 90, unpaidLossPerLot: 7, equity: 399_999_930),
    Row(lots: -10, cost: -1_000, mark: 90, unpaidLossPerLot: 7, equity: 599_999_930),  // Shorts pay losses as longs do.
    Row(lots: 10, cost: 1_000, mark: 1, unpaidLossPerLot: 0, equity: -490_000_000),
    Row(lots: 0, cost: 0, mark: 90, unpaidLossPerLot: 7, equity: 500_000_000),
  ])
  func `counts cash, gains at the mark and losses not yet paid`(row: Row) {
    var risk = AccountRisk(cash: Notional(atoms: 500))
    let position = Samples.position(row.lots, cost: row.cost, lossIndex: 1_000)
    let market = Samples.market(mark: row.mark, lossIndex: 1_000 + row.unpaidLossPerLot)
    risk.add(position, Samples.rules(), market)
    #expect(risk.equity.rawValue == row.equity)
    #expect(risk.requirement == Samples.rules().requirement(for: position.size.magnitude, at: Samples.price(row.mark)))
  }

  @Test(arguments: [(lots: 10, owed: 70), (lots: -10, owed: -70), (lots: 0, owed: 0)])
  func `counts funding that is not settled, to the millionth of an atom`(row: (lots: Int64, owed: Int128)) {
    var risk = AccountRisk(cash: Notional(atoms: 500))
    let position = Samples.position(row.lots, cost: 9 * Int128(row.lots), fundingIndex: -3)
    risk.add(position, Samples.rules(), Samples.market(mark: 9, fundingIndex: 4))
    #expect(risk.equity.rawValue == 500_000_000 - row.owed)
  }

  @Test func `adds up markets, each with tiers of its own`() {
    var risk = AccountRisk(cash: .zero)
    for lots in [1_000, -1_000] as [Int64] {
      risk.add(Samples.position(lots), Samples.rules(), Samples.market(mark: 1))
    }
    #expect(risk.requirement.maintenance.rawValue == 2 * 50_000_000)
    #expect(risk.equity == .zero)
  }

  struct WorstCase: Sendable {
    let lots: Int64
    let buys: UInt64
    let sells: UInt64
    let worst: UInt64

    init(_ lots: Int64, _ buys: UInt64, _ sells: UInt64, _ worst: UInt64) {
      (self.lots, self.buys, self.sells, self.worst) = (lots, buys, sells, worst)
    }
  }

  @Test(arguments: [
    WorstCase(0, 0, 0, 0), WorstCase(0, 3, 5, 5), WorstCase(10, 3, 5, 13), WorstCase(10, 0, 5, 10),
    WorstCase(10, 0, 20, 10), WorstCase(10, 0, 21, 11), WorstCase(-10, 5, 3, 13), WorstCase(-10, 20, 0, 10),
    WorstCase(-10, 21, 0, 11), WorstCase(-10, 25, 6, 16),
  ])
  func `with orders is that of the worse side filled whole`(row: WorstCase) {
    var position = Samples.position(row.lots)
    position.openBuys = Quantity(lots: row.buys)
    position.openSells = Quantity(lots: row.sells)
    #expect(position.worstCase.lots == row.worst)
    var risk = AccountRisk(cash: .zero)
    risk.add(position, Samples.rules(), Samples.market(mark: 100))
    let worst = Samples.rules().requirement(for: Quantity(lots: row.worst), at: Samples.price(100))
    #expect(risk.initialWithOrders == worst.initial)
    let held = Samples.rules().requirement(for: position.size.magnitude, at: Samples.price(100))
    #expect(risk.requirement == held)
  }

  @Test func `does not grow by orders in a market that has no price`() {
    var position = Samples.position(0)
    position.openBuys = Quantity(lots: 10)
    var risk = AccountRisk(cash: Notional(atoms: 1))
    risk.add(position, Samples.rules(), Samples.market(mark: 0))
    #expect(risk == AccountRisk(cash: Notional(atoms: 1)))
  }
}

@Suite struct `A change of risk` {
  /// Numbers of any width, near the limits that `Price` and `Quantity` set.
  private func draw(_ random: inout SplitMix64) -> Int128 {
    Int128(truncatingIfNeeded: UInt128(random.next()) << 62 | UInt128(random.next()))
      >> Int128.random(in: 1...126, using: &random)
  }

  @Test(arguments: Seeds.all)
  func `is no riskier exactly where maintenance does not rise and its ratio does not fall`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      var values = [draw(&random), draw(&random), draw(&random).magnitudeValue, draw(&random).magnitudeValue]
      if random.oneIn(3) { values = values.map { $0 % 5 } }  // Where equal ratios are frequent.
      if random.oneIn(5) { (values[0], values[2]) = (values[1] >> 1, values[3] >> 1) }
      let (after, before) = (
        Samples.risk(equity: values[0], maintenance: values[2]), Samples.risk(equity: values[1], maintenance: values[3])
      )
      guard values[3] > 0 else { continue }
      let keepsRatio = BigInteger(values[0]) * BigInteger(values[3]) >= BigInteger(values[1]) * BigInteger(values[2])
      #expect(after.isNoRiskier(than: before) == (values[2] <= values[3] && keepsRatio), "\(values)")
    }
  }

  @Test func `is judged by equity alone where nothing is left to maintain before and after`() {
    let broke = Samples.risk(equity: -1, maintenance: 0)
    #expect(broke.isNoRiskier(than: broke))
    #expect(!Samples.risk(equity: -2, maintenance: 0).isNoRiskier(than: broke))
    #expect(broke.isNoRiskier(than: Samples.risk(equity: -2, maintenance: 0)))
  }

  @Test func `that closes the last position must leave nothing owed`() {
    let before = Samples.risk(equity: -5, maintenance: 100)
    #expect(Samples.risk(equity: 0, maintenance: 0).isNoRiskier(than: before))
    #expect(!Samples.risk(equity: -1, maintenance: 0).isNoRiskier(than: before))
  }

  struct Row: Sendable {
    let before: (equity: Int128, maintenance: Int128)
    let after: (equity: Int128, maintenance: Int128)
    let isPermitted: Bool

    init(_ before: (Int128, Int128), _ after: (Int128, Int128), _ isPermitted: Bool) {
      (self.before, self.after, self.isPermitted) = (before, after, isPermitted)
    }
  }

  /// Initial margin is twice maintenance.
  @Test(arguments: [
    Row((500, 100), (200, 100), true),  // At initial: permitted, however much worse.
    Row((500, 100), (199, 100), false),  // Below initial, and riskier.
    Row((500, 100), (1_000, 500), true),
    Row((150, 100), (150, 100), true),  // Below initial, and nothing is riskier.
    Row((150, 100), (149, 100), false),
    Row((150, 100), (76, 50), true),  // The ratio rises.
    Row((150, 100), (74, 50), false),
    Row((150, 100), (151, 101), false),  // Maintenance rises.
    Row((50, 100), (40, 80), true),  // Below maintenance, equal ratio.
    Row((50, 100), (39, 80), false),
    Row((-10, 100), (-8, 80), true),
    Row((-10, 100), (-9, 80), false),
    Row((100, 100), (99, 99), true),  // At maintenance and stays there.
  ])
  func `is permitted at initial margin, or where it makes nothing worse`(row: Row) {
    func risk(_ pair: (equity: Int128, maintenance: Int128)) -> AccountRisk {
      Samples.risk(equity: pair.equity, maintenance: pair.maintenance, initial: 2 * pair.maintenance)
    }
    #expect(risk(row.after).isPermitted(after: risk(row.before)) == row.isPermitted)
  }

  @Test(arguments: Seeds.all)
  func `that is permitted never takes an account below maintenance`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      func draw() -> AccountRisk {
        let maintenance = Int128.random(in: 0...20, using: &random)
        return Samples.risk(
          equity: .random(in: -30...60, using: &random), maintenance: maintenance, initial: 2 * maintenance)
      }
      let (before, after) = (draw(), draw())
      guard before.isAtOrAboveMaintenance, after.isPermitted(after: before) else { continue }
      #expect(after.isAtOrAboveMaintenance, "\(before) to \(after)")
    }
  }
}

extension Int128 {
  fileprivate var magnitudeValue: Int128 { self < 0 ? -self : self }
}
