import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `The target of a liquidation` {
  @Test(arguments: [
    (share: UInt32(0), target: Int128(700)), (1, 701), (500_000, 801), (499_999, 801), (990_000, 899), (1_000_000, 901),
  ])
  func `lies between maintenance and initial margin, rounded up to a millionth of an atom`(
    row: (share: UInt32, target: Int128)
  ) {
    let risk = Samples.risk(equity: row.target, maintenance: 700, initial: 901)
    let share = Rate(partsPerMillion: row.share)
    #expect(risk.target(share).rawValue == row.target && risk.isAtOrAboveTarget(share))
    #expect(!Samples.risk(equity: row.target - 1, maintenance: 700, initial: 901).isAtOrAboveTarget(share))
  }

  @Test(arguments: Seeds.all)
  func `is exact for numbers of any width`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let maintenance = Int128(random.next()) << Int128.random(in: 0...46, using: &random)
      let gap = Int128(random.next()) << Int128.random(in: 0...46, using: &random)
      let share = Rate(partsPerMillion: .random(in: 0...1_000_000, using: &random))
      let risk = Samples.risk(equity: 0, maintenance: maintenance, initial: maintenance + gap)
      let above = risk.target(share).rawValue - maintenance
      let exact = BigInteger(gap) * BigInteger(Int128(share.partsPerMillion))
      #expect(BigInteger(above) * BigInteger(1_000_000) >= exact)
      #expect(BigInteger(above - 1) * BigInteger(1_000_000) < exact || above == 0)
    }
  }

  @Test(arguments: [
    (notional: Int128(1_000), equity: Int128(900_000_000), fee: Int128(10)), (1_001, 900_000_000, 11),
    (1_000, 9_999_999, 9), (1_000, 999_999, 0), (1_000, 0, 0), (1_000, -5_000_000, 0), (0, 900_000_000, 0),
  ])
  func `pays a fee of a share of the notional, rounded up, but no more than what is left`(
    row: (notional: Int128, equity: Int128, fee: Int128)
  ) {
    var ladder = LiquidationLadder()
    ladder.fee = Rate(partsPerMillion: 10_000)
    let risk = Samples.risk(equity: row.equity, maintenance: 0)
    #expect(ladder.fee(on: Notional(atoms: row.notional), of: risk).atoms == row.fee)
  }
}

@Suite struct `The stretches of a close` {
  /// Tiers end at 1,000 and 5,000 atoms.
  @Test(arguments: [
    (lots: UInt64(1), mark: UInt64(1), ends: [UInt64(1)]), (1_000, 1, [1_000]), (1_001, 1, [1, 1_001]),
    (1_002, 1, [1, 2, 1_002]), (5_000, 1, [3_999, 4_000, 5_000]), (5_001, 1, [1, 4_000, 4_001, 5_001]),
    (9_000, 1, [3_999, 4_000, 7_999, 8_000, 9_000]),
    (100, 99, [49, 50, 89, 90, 100]),  // 50 and 10 lots are 4,950 and 990 atoms.
    (3, 2_000, [1, 2, 3, 3]),  // Two lots are 4,000; not one fits below 1,000.
  ])
  func `end where a tier is left, and with the last lot`(row: (lots: UInt64, mark: UInt64, ends: [UInt64])) {
    let found = Samples.rules().stretches(closing: Quantity(lots: row.lots), at: Samples.price(row.mark))
    #expect(found.map(\.lots) == row.ends)
  }

  @Test(arguments: Seeds.all)
  func `find the first number of lots that reaches the target, as trying all of them does`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var (reached, missed, inner) = (0, 0, 0)
    for _ in 0..<3_000 {
      let rules = Samples.rules()
      let size = UInt64.random(in: 1...300, using: &random)
      let market = Samples.market(mark: .random(in: 1...60, using: &random))
      guard let mark = market.mark else { continue }
      let position = Samples.position(Int64(size), cost: Int128(size) * Int128(mark.atomsPerLot))
      let price = Samples.price(max(1, mark.atomsPerLot * .random(in: 80...101, using: &random) / 100))
      var ladder = LiquidationLadder()
      ladder.targetShare = Rate(partsPerMillion: [0, 100_000, 1_000_000].randomElement(using: &random) ?? 0)
      ladder.fee = Rate(partsPerMillion: random.oneIn(2) ? 0 : 20_000)
      var others = AccountRisk(cash: .zero)
      others.requirement.maintenance = MicroAtoms(rawValue: .random(in: 0...400_000_000, using: &random))
      others.requirement.initial = others.requirement.maintenance.adding(others.requirement.maintenance)
      let whole = others.requirement.maintenance.adding(
        rules.requirement(for: Quantity(lots: size), at: mark).maintenance)
      others.equity = MicroAtoms(rawValue: whole.rawValue * .random(in: 60..<100, using: &random) / 100)

      func reaches(_ quantity: Quantity) -> Bool {
        let fill = PositionFill(position, in: market, .sell, quantity, at: price)
        var risk = others.adding(cash: fill.cashChange)
        risk.add(fill.position, rules, market)
        let fee = ladder.fee(on: price.notional(of: quantity), of: risk)
        return risk.adding(cash: fee.negated).isAtOrAboveTarget(ladder.targetShare)
      }
      let first = (1...size).first { reaches(Quantity(lots: $0)) }
      let found = Bisection.first(
        inStretchesTo: rules.stretches(closing: Quantity(lots: size), at: mark), where: reaches)
      let isExact = ladder.fee == .zero
      if reaches(found) {
        // A fee is rounded for all lots together, so a straight line has steps of an atom.
        #expect(found.lots == 1 || !reaches(Quantity(lots: found.lots - 1)))
        if isExact { #expect(found.lots == first, "\(position), \(price), \(others), \(ladder)") }
        reached += 1
        if !reaches(Quantity(lots: size)) { inner += 1 }
      } else {
        #expect(found.lots == size)
        if isExact { #expect(first == nil, "\(position), \(price), \(others), \(ladder)") }
        missed += 1
      }
    }
    #expect(reached > 300 && missed > 300 && inner > 10, "\(reached), \(missed), \(inner)")
  }
}

@Suite struct `A bisection` {
  @Test(arguments: Seeds.all)
  func `finds the first and the last number of a range for which something holds`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let end = UInt64.random(in: 1...60, using: &random)
      let bound = UInt64.random(in: 1...70, using: &random)
      let first = Bisection.first(inStretchesTo: [Quantity(lots: end)]) { $0.lots >= bound }
      #expect(first.lots == (1...end).first { $0 >= bound } ?? end)
      let last = Bisection.last(upTo: Quantity(lots: end)) { $0.lots < bound }
      #expect(last.lots == (0...end).last { $0 < bound })
    }
  }

  @Test func `takes no more than 41 looks at the largest range`() {
    var looks = 0
    _ = Bisection.last(upTo: Quantity(lots: Quantity.limit - 1)) { quantity in
      looks += 1
      return quantity.lots < 12_345
    }
    #expect(looks <= 41)
    looks = 0
    _ = Bisection.first(inStretchesTo: [Quantity(lots: Quantity.limit - 1)]) { quantity in
      looks += 1
      return quantity.lots > 12_345
    }
    #expect(looks <= 41)
  }

  @Test func `finds nothing in no range`() {
    #expect(Bisection.first(inStretchesTo: []) { _ in true } == .zero)
    #expect(Bisection.last(upTo: .zero) { $0.isZero } == .zero)
  }
}
