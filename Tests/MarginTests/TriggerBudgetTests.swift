import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `The budget of an account's triggers` {
  private func budget(_ headroom: Int128, _ exposure: Int128) -> TriggerBudget {
    TriggerBudget(headroom: MicroAtoms(rawValue: headroom), exposure: MicroAtoms(rawValue: exposure))
  }

  @Test(arguments: [
    (headroom: 100, long: UInt64?.some(925), short: UInt64(1_075), carry: 25_000_000),  // ¾ and ¼ of a tenth
    (headroom: 99, long: 926, short: 1_074, carry: 24_750_000),  // 74.25 down
    (headroom: 0, long: 1_000, short: 1_000, carry: 0),
    (headroom: 1_332, long: 1, short: 1_999, carry: 333_000_000),
    (headroom: 1_334, long: nil, short: 2_000, carry: 333_500_000),  // 1,000.5: no price is so low.
  ])
  func `is three quarters for prices and a quarter for carries`(
    row: (headroom: Int128, long: UInt64?, short: UInt64, carry: Int128)
  ) {
    let budget = budget(row.headroom, 1_000)
    let mark = Samples.price(1_000)
    #expect(budget.price(of: .buy, mark: mark) == row.long)
    #expect(budget.price(of: .sell, mark: mark) == row.short)
    #expect(budget.carry(from: MicroAtoms(rawValue: -7), mark: mark).rawValue == row.carry - 7)
  }

  @Test func `is without bound where nothing is exposed`() {
    let budget = budget(1, 0)
    #expect(budget.price(of: .buy, mark: Samples.price(5)) == nil)
    #expect(budget.price(of: .sell, mark: Samples.price(5)) == Price.limit - 1)
    #expect(budget.carry(from: .zero, mark: Samples.price(5)).rawValue > 1 << 100)
  }

  @Test func `counts a short with the maintenance that rises with its price, at the last rate`() {
    let rules = Samples.rules()
    let mark = Samples.price(10)
    #expect(rules.exposure(of: SignedQuantity(lots: 30), at: mark).rawValue == 300_000_000)
    #expect(rules.exposure(of: SignedQuantity(lots: -30), at: mark).rawValue == 375_000_000)
    #expect(rules.exposure(of: .zero, at: mark) == .zero)
  }

  /// An account in several markets, with collateral, and the prices and indices that it fears.
  private struct World {
    var cash: Notional
    var positions: [Position]
    var markets: [Market]
    let rules: [MarketRules]
    let collateral: Quantity
    let collateralRules: CollateralRules
    var collateralPrice: Price

    init(_ random: inout SplitMix64) {
      let tiers = [
        Samples.tier(.random(in: 1...2_000_000, using: &random), 100_000, 50_000, 20_000),
        Samples.tier(0, 300_000, .random(in: 50_000..<300_000, using: &random), 100_000),
      ]
      let count = Int.random(in: 1...5, using: &random)
      rules = (0..<count).map { _ in Samples.rules(tiers, tickAtomsPerLot: 100) }
      markets = (0..<count).map { _ in
        Samples.market(
          mark: .random(in: 1...3_000_000, using: &random), lossIndex: .random(in: 0...9_000_000, using: &random),
          fundingIndex: .random(in: -90_000_000_000...90_000_000_000, using: &random))
      }
      positions = markets.map { market in
        let lots = Int64.random(in: -5_000...5_000, using: &random)
        return Samples.position(
          lots, cost: Int128(lots) * Int128(market.markAtomsPerLot), lossIndex: market.lossIndex.rawValue,
          fundingIndex: market.fundingIndex.rawValue)
      }
      collateral = Quantity(lots: random.oneIn(2) ? 0 : .random(in: 1...9_000, using: &random))
      var haircuts = CollateralRules()
      haircuts.maintenanceHaircut = Rate(partsPerMillion: .random(in: 0...900_000, using: &random))
      haircuts.initialHaircut = haircuts.maintenanceHaircut
      collateralRules = haircuts
      collateralPrice = Samples.price(.random(in: 1...3_000_000, using: &random))
      cash = .zero
      // Just enough to be healthy, and up to as much again as all is worth.
      let missing = risk.requirement.maintenance.subtracting(risk.equity).notional(rounding: .up)
      let worth = exposure.notional(rounding: .up).atoms >> Int128.random(in: 0...12, using: &random)
      cash = missing.adding(Notional(atoms: Int128.random(in: 0...max(worth, 1), using: &random)))
    }

    var risk: AccountRisk {
      var risk = AccountRisk(cash: cash)
      risk.add(collateral, collateralRules, at: collateralPrice)
      for (index, position) in positions.enumerated() { risk.add(position, rules[index], markets[index]) }
      return risk
    }

    var exposure: MicroAtoms {
      var exposure = MicroAtoms(collateralPrice.notional(of: collateral))
      for (index, position) in positions.enumerated() {
        guard let mark = markets[index].mark else { continue }
        exposure = exposure.adding(rules[index].exposure(of: position.size, at: mark))
      }
      return exposure
    }
  }

  private struct Bounds {
    let prices: [UInt64?]
    let carries: [MicroAtoms]
    let collateral: UInt64?
  }

  private func bounds(of world: World) -> Bounds {
    let risk = world.risk
    let budget = TriggerBudget(
      headroom: risk.equity.subtracting(risk.requirement.maintenance), exposure: world.exposure)
    return Bounds(
      prices: zip(world.positions, world.markets).map { position, market in
        guard let side = position.size.side, let mark = market.mark else { return nil }
        return budget.price(of: side, mark: mark)
      },
      carries: zip(world.positions, world.markets).map { position, market in
        guard let side = position.size.side, let mark = market.mark else { return .zero }
        return budget.carry(from: CarryKey.carry(of: side, market), mark: mark)
      }, collateral: budget.price(of: .buy, mark: world.collateralPrice))
  }

  /// Moves all that the account fears as far as the bounds, and some of it less far.
  private func move(_ world: inout World, within bounds: Bounds, _ random: inout SplitMix64) {
    for (index, position) in world.positions.enumerated() {
      guard let side = position.size.side else { continue }
      let mark = world.markets[index].markAtomsPerLot
      let worst = bounds.prices[index] ?? 1
      world.markets[index].markAtomsPerLot = step(mark, to: worst, &random)
      let room = bounds.carries[index].subtracting(CarryKey.carry(of: side, world.markets[index])).rawValue
      let rise = random.oneIn(3) ? Int128.random(in: 0...room, using: &random) : room
      let loss = Int128.random(in: 0...rise, using: &random)
      move(&world.markets[index], side, loss: loss, funding: rise - loss)
    }
    let price = world.collateralPrice.atomsPerLot
    world.collateralPrice = Samples.price(step(price, to: bounds.collateral ?? 1, &random))
  }

  private func step(_ price: UInt64, to worst: UInt64, _ random: inout SplitMix64) -> UInt64 {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: UInt64.random(in: min(price, worst)...max(price, worst), using: &random)
    case 1: price
    default: worst
    }
  }

  private func move(_ market: inout Market, _ side: Side, loss: Int128, funding: Int128) {
    market.lossIndex = market.lossIndex.adding(MicroAtoms(rawValue: loss))
    market.fundingIndex = market.fundingIndex.adding(MicroAtoms(rawValue: side == .buy ? funding : -funding))
  }

  @Test(arguments: Seeds.all)
  func `lets nobody fall below maintenance within its bounds, however much moves at once`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var (tight, moved) = (0, 0)
    for _ in 0..<20_000 {
      let world = World(&random)
      let bounds = bounds(of: world)
      var later = world
      move(&later, within: bounds, &random)
      let (before, after) = (world.risk, later.risk)
      #expect(after.equity >= after.requirement.maintenance, "\(world) to \(later)")
      let left = after.equity.subtracting(after.requirement.maintenance).rawValue
      let headroom = before.equity.subtracting(before.requirement.maintenance).rawValue
      if left < headroom / 8 { tight += 1 }
      if left != headroom { moved += 1 }
    }
    // The bound is no idle one: often little is left.
    #expect(tight > 500 && moved > 15_000, "\(tight), \(moved)")
  }

  @Test(arguments: Seeds.all)
  func `counts exactly, up to the largest numbers`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let headroom = Int128(random.next()) << Int128.random(in: 0...46, using: &random)
      let exposure = max(Int128(random.next()) << Int128.random(in: 0...46, using: &random), 1)
      let mark = UInt64.random(in: 1..<Price.limit, using: &random)
      let budget = budget(headroom, exposure)
      guard let limit = budget.price(of: .buy, mark: Samples.price(mark)) else {
        // move ≥ mark: 3 H ≥ 4 N
        #expect(BigInteger(headroom) * BigInteger(3) >= BigInteger(exposure) * BigInteger(4))
        continue
      }
      // move ≤ mark × 3 H / 4 N < move + 1
      let move = Int128(mark - limit)
      let exact = BigInteger(Int128(mark) * 3) * BigInteger(headroom)
      #expect(BigInteger(move) * BigInteger(4) * BigInteger(exposure) <= exact)
      #expect(BigInteger(move + 1) * BigInteger(4) * BigInteger(exposure) > exact)
    }
  }
}
