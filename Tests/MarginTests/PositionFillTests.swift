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
    let fill = PositionFill(before, lossIndex: .zero, row.side, Quantity(lots: row.lots), at: Samples.price(row.price))
    #expect(fill.position.size.lots == row.after.lots)
    #expect(fill.position.cost.atoms == row.after.cost)
    #expect(fill.cashChange.atoms == row.cash)
    #expect(fill.lossSettled == .zero && fill.residue == .zero)
  }

  @Test func `pays socialised losses in whole atoms, and the payer pays the broken one`() {
    let before = Samples.position(3, cost: 300, lossIndex: 1_000_000)
    let fill = PositionFill(
      before, lossIndex: MicroAtoms(rawValue: 1_500_001), .buy, Quantity(lots: 1), at: Samples.price(100))
    #expect(fill.lossSettled.rawValue == 1_500_003)
    #expect(fill.cashChange.atoms == -2)
    #expect(fill.residue.rawValue == 499_997)
    #expect(fill.position.lossIndex.rawValue == 1_500_001)
  }

  @Test func `pays an even loss without residue`() {
    let before = Samples.position(-4, cost: -400)
    let fill = PositionFill(
      before, lossIndex: MicroAtoms(rawValue: 500_000), .buy, Quantity(lots: 4), at: Samples.price(100))
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
      let due = Int128(random.next() >> 40)
      let lossIndex = before.lossIndex.adding(MicroAtoms(rawValue: due))
      let fill = PositionFill(before, lossIndex: lossIndex, side, Quantity(lots: lots), at: price)
      let traded = Int128(price.atomsPerLot) * Int128(lots) * (side == .buy ? 1 : -1)
      let loss = due * Int128(before.size.magnitude.lots)
      let paid = fill.lossSettled.adding(fill.residue).rawValue
      #expect(fill.lossSettled.rawValue == loss)
      #expect(paid % 1_000_000 == 0 && (0..<1_000_000).contains(fill.residue.rawValue))
      #expect(fill.cashChange.atoms - fill.position.cost.atoms + before.cost.atoms == -traded - paid / 1_000_000)
      #expect(fill.position.size.lots == before.size.lots + (side == .buy ? 1 : -1) * Int64(lots))
      #expect(!fill.position.size.isZero || fill.position.cost == .zero)
    }
  }

  private static func lots(_ random: inout SplitMix64) -> UInt64 {
    random.next() >> UInt64.random(in: 25...63, using: &random)
  }

  private static func draw(_ random: inout SplitMix64) -> Position {
    let size = Int64(lots(&random)) * (random.oneIn(2) ? -1 : 1)
    let price = Int128(random.next() >> UInt64.random(in: 20...63, using: &random))
    let dust = size == 0 ? 0 : Int128.random(in: -3...3, using: &random)
    return Samples.position(size, cost: Int128(size) * price + dust, lossIndex: Int128(random.next() >> 40))
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
      let whole = PositionFill(start, lossIndex: .zero, side, Quantity(lots: lots), at: price)
      var (position, cash, left) = (start, Notional.zero, lots)
      while left > 0 {
        let piece = UInt64.random(in: 1...left, using: &random)
        let fill = PositionFill(position, lossIndex: .zero, side, Quantity(lots: piece), at: price)
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
      let fill = PositionFill(start, lossIndex: .zero, side.opposite, Quantity(lots: lots), at: Samples.price(3))
      let (whole, kept) = (Int128(start.size.magnitude.lots), Int128(fill.position.size.magnitude.lots))
      let error = start.cost.atoms * kept - fill.position.cost.atoms * whole
      #expect(error >= 0 && error < whole)
    }
  }
}
