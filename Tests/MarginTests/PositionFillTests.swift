import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `A fill` {
  struct Row: Sendable {
    let before: (lots: Int64, cost: Int128)
    let side: Side
    let lots: UInt64
    let price: UInt64
    let after: (lots: Int64, cost: Int128)
    let cash: Int128

    init(
      _ before: (Int64, Int128), _ side: Side, _ lots: UInt64, _ price: UInt64, _ after: (Int64, Int128), _ cash: Int128
    ) {
      (self.before, self.side, self.lots) = (before, side, lots)
      (self.price, self.after, self.cash) = (price, after, cash)
    }
  }

  @Test(arguments: [
    Row((0, 0), .buy, 5, 100, (5, 500), 0),  // Opens
    Row((0, 0), .sell, 5, 100, (-5, -500), 0),
    Row((5, 500), .buy, 3, 90, (8, 770), 0),  // Enlarges
    Row((-5, -500), .sell, 3, 90, (-8, -770), 0),
    Row((5, 500), .sell, 5, 110, (0, 0), 50),  // Closes
    Row((-5, -500), .buy, 5, 110, (0, 0), -50),
    Row((5, 500), .sell, 2, 110, (3, 300), 20),  // Reduces
    Row((-5, -500), .buy, 2, 110, (-3, -300), -20),
    Row((3, 10), .sell, 1, 4, (2, 6), 0),  // 20/3 down to 6: 4 released, 4 received.
    Row((-3, -10), .buy, 1, 4, (-2, -7), -1),  // −20/3 down to −7: 3 released, 4 paid.
    Row((5, 500), .sell, 8, 110, (-3, -330), 50),  // Through zero
    Row((-5, -500), .buy, 8, 110, (3, 330), -50),
    Row((5, 500), .sell, 0, 110, (5, 500), 0),
  ])
  func `moves size, cost and cash as the books of a shop would`(row: Row) {
    let before = Samples.position(row.before.lots, cost: row.before.cost)
    let fill = PositionFill(before, in: Market(), row.side, Quantity(lots: row.lots), at: Samples.price(row.price))
    #expect(fill.position.size.lots == row.after.lots)
    #expect(fill.position.cost.atoms == row.after.cost)
    #expect(fill.cashChange.atoms == row.cash)
    #expect(fill.funding.exact == .zero && fill.loss.exact == .zero && fill.residue == .zero)
  }

  @Test func `pays socialised losses in whole atoms, and the payer pays the broken one`() {
    let before = Samples.position(3, cost: 300, lossIndex: 1_000_000)
    let fill = PositionFill(
      before, in: Samples.market(lossIndex: 1_500_001), .buy, Quantity(lots: 1), at: Samples.price(100))
    #expect(fill.loss.exact.rawValue == 1_500_003)
    #expect(fill.cashChange.atoms == -2)
    #expect(fill.residue.rawValue == 499_997)
    #expect(fill.position.lossIndex.rawValue == 1_500_001)
  }

  @Test func `pays an even loss without residue`() {
    let before = Samples.position(-4, cost: -400)
    let fill = PositionFill(
      before, in: Samples.market(lossIndex: 500_000), .buy, Quantity(lots: 4), at: Samples.price(100))
    #expect(fill.cashChange.atoms == -2 && fill.residue == .zero)
  }

  @Test(arguments: Seeds.all)
  func `changes cash less cost by exactly what was traded, however it was rounded`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let before = Self.draw(&random)
      let (side, lots) = (Side.allCases[Int(random.next() & 1)], Self.lots(&random))
      let price = Samples.price(
        .random(in: 1..<Price.limit >> UInt64.random(in: 0..<44, using: &random), using: &random))
      let market = Self.drawMarket(&random, after: before)
      let fill = PositionFill(before, in: market, side, Quantity(lots: lots), at: price)
      let traded = Int128(price.atomsPerLot) * Int128(lots) * (side == .buy ? 1 : -1)
      let paid = fill.funding.paid.adding(fill.loss.paid).atoms
      #expect(fill.cashChange.atoms - fill.position.cost.atoms + before.cost.atoms == -traded - paid)
      #expect(fill.position.size.lots == before.size.lots + (side == .buy ? 1 : -1) * Int64(lots))
      #expect(!fill.position.size.isZero || fill.position.cost == .zero)
    }
  }

  /// What was due for holding the position is paid in whole atoms, by the longer arithmetic of a clerk.
  @Test(arguments: Seeds.all)
  func `settles funding and losses exactly, and what rounding leaves over is less than an atom each`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let before = Self.draw(&random)
      let market = Self.drawMarket(&random, after: before)
      let fill = PositionFill(before, in: market, .buy, .zero, at: Samples.price(1))
      let funding = Int128(before.size.lots) * (market.fundingIndex.rawValue - before.fundingIndex.rawValue)
      let loss = Int128(before.size.magnitude.lots) * (market.lossIndex.rawValue - before.lossIndex.rawValue)
      #expect(fill.funding.exact.rawValue == funding && fill.loss.exact.rawValue == loss)
      for payment in [fill.funding, fill.loss] {
        #expect((0..<1_000_000).contains(payment.residue.rawValue))
        #expect(payment.paid.atoms * 1_000_000 == payment.exact.rawValue + payment.residue.rawValue)
      }
      #expect(fill.residue == fill.funding.residue.adding(fill.loss.residue))
      #expect(fill.position.fundingIndex == market.fundingIndex && fill.position.lossIndex == market.lossIndex)
      #expect(fill.position.unsettledFunding(at: market.fundingIndex) == .zero)
    }
  }

  /// Whoever pays, and however often each settles, the payers' atoms are the receivers' and the residue's.
  @Test(arguments: Seeds.all)
  func `settles funding between longs and shorts to the last millionth of an atom`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      var sizes = (0..<5).map { _ in Int64.random(in: -1_000...1_000, using: &random) }
      sizes.append(-sizes.reduce(0, +))
      var market = Samples.market(mark: 1)
      var positions = sizes.map { Samples.position($0) }
      var (cash, residue, settlements) = (Int128(0), Int128(0), Int128(0))
      for round in 0..<20 {
        let change = Int128.random(in: -3_000_000...3_000_000, using: &random)
        market.fundingIndex = market.fundingIndex.adding(MicroAtoms(rawValue: change))
        for index in positions.indices where round == 19 || random.oneIn(3) {
          let fill = PositionFill(positions[index], in: market, .buy, .zero, at: Samples.price(1))
          positions[index] = fill.position
          cash += fill.cashChange.atoms
          residue += fill.residue.rawValue
          settlements += 1
        }
      }
      #expect(cash * 1_000_000 + residue == 0)
      #expect(residue >= 0 && residue < settlements * 1_000_000)
    }
  }

  struct FundingRow: Sendable {
    let lots: Int64
    let rise: Int128
    let paid: Int128
    let residue: Int128

    init(_ lots: Int64, _ rise: Int128, _ paid: Int128, _ residue: Int128) {
      (self.lots, self.rise, self.paid, self.residue) = (lots, rise, paid, residue)
    }
  }

  @Test(arguments: [
    FundingRow(3, 500_001, 2, 499_997),  // A long pays what the index rises by, and the broken atom whole.
    FundingRow(-3, 500_001, -1, 500_003),  // A short receives it, and not the broken atom.
    FundingRow(3, -500_001, -1, 500_003), FundingRow(-3, -500_001, 2, 499_997), FundingRow(4, 500_000, 2, 0),
    FundingRow(-4, 500_000, -2, 0), FundingRow(-1, 1, 0, 1), FundingRow(1, 1, 1, 999_999), FundingRow(0, 7, 0, 0),
  ])
  func `takes funding from longs as the index rises, rounded up, and gives it to shorts, rounded down`(
    row: FundingRow
  ) {
    let before = Samples.position(row.lots, cost: 10 * Int128(row.lots), fundingIndex: 40)
    let market = Samples.market(fundingIndex: 40 + row.rise)
    let fill = PositionFill(before, in: market, .sell, .zero, at: Samples.price(1))
    #expect(fill.cashChange.atoms == -row.paid)
    #expect(fill.residue.rawValue == row.residue)
    #expect(fill.position.cost == before.cost && fill.position.size == before.size)
  }

  /// Both indices as they might be later: the loss index only rises.
  private static func drawMarket(_ random: inout SplitMix64, after position: Position) -> Market {
    var market = Samples.market()
    let rise = Int128(random.next() >> UInt64.random(in: 0...60, using: &random)) * (random.oneIn(2) ? -1 : 1)
    market.fundingIndex = position.fundingIndex.adding(MicroAtoms(rawValue: rise))
    market.lossIndex = position.lossIndex.adding(MicroAtoms(rawValue: Int128(random.next() >> 40)))
    return market
  }

  private static func lots(_ random: inout SplitMix64) -> UInt64 {
    random.next() >> UInt64.random(in: 25...63, using: &random)
  }

  private static func draw(_ random: inout SplitMix64) -> Position {
    let size = Int64(lots(&random)) * (random.oneIn(2) ? -1 : 1)
    let price = Int128(random.next() >> UInt64.random(in: 20...63, using: &random))
    let dust = size == 0 ? 0 : Int128.random(in: -3...3, using: &random)
    return Samples.position(
      size, cost: Int128(size) * price + dust, lossIndex: Int128(random.next() >> 40),
      fundingIndex: Int128.random(in: -1 << 64..<1 << 64, using: &random))
  }

  /// What was paid in the end may not depend on how an order was cut up: no rounding is to be gained by small pieces.
  @Test(arguments: Seeds.all)
  func `in pieces comes to the same as a fill in one`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let start = Samples.position(.random(in: -50...50, using: &random), cost: .random(in: -500...500, using: &random))
      guard !start.size.isZero, let side = start.size.side?.opposite else { continue }
      let (price, lots) = (
        Samples.price(.random(in: 1...30, using: &random)), UInt64.random(in: 1...80, using: &random)
      )
      let whole = PositionFill(start, in: Market(), side, Quantity(lots: lots), at: price)
      var (position, cash, left) = (start, Notional.zero, lots)
      while left > 0 {
        let piece = UInt64.random(in: 1...left, using: &random)
        let fill = PositionFill(position, in: Market(), side, Quantity(lots: piece), at: price)
        (position, cash, left) = (fill.position, cash.adding(fill.cashChange), left - piece)
      }
      #expect(position.size == whole.position.size)
      #expect(cash.subtracting(position.cost) == whole.cashChange.subtracting(whole.position.cost))
      if lots >= start.size.magnitude.lots { #expect(cash == whole.cashChange && position.cost == whole.position.cost) }
    }
  }

  @Test(arguments: Seeds.all)
  func `of a part keeps its share of the cost, rounded down`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let start = Samples.position(.random(in: -50...50, using: &random), cost: .random(in: -500...500, using: &random))
      guard let side = start.size.side else { continue }
      let lots = UInt64.random(in: 0...start.size.magnitude.lots, using: &random)
      let fill = PositionFill(start, in: Market(), side.opposite, Quantity(lots: lots), at: Samples.price(3))
      let (whole, kept) = (Int128(start.size.magnitude.lots), Int128(fill.position.size.magnitude.lots))
      let error = start.cost.atoms * kept - fill.position.cost.atoms * whole
      #expect(error >= 0 && error < whole)
    }
  }
}
