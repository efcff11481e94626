import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `The key of a price` {
  private static let last = UInt32(26 << 19 - 1)

  private static let rows: [(atoms: UInt64, key: UInt32)] = [
    (0, 1), (1, 1), (2, 2), (0xf_ffff, 0xf_ffff), (0x10_0000, 0x10_0000), (0x10_0001, 0x10_0000),
    (0x10_0002, 0x10_0001), (0x1f_ffff, 0x17_ffff), (0x20_0000, 0x18_0000), (0xfff_ffff_ffff, last),
    (0x1000_0000_0000, last), (.max, last),
  ]

  @Test(arguments: rows)
  func `is the price while it has 20 bits, and then its first 20 bits and how many more there are`(
    row: (atoms: UInt64, key: UInt32)
  ) {
    #expect(PriceKey.key(ofAtoms: row.atoms) == row.key)
    #expect(row.key < LevelQueues.keyLimit)
  }

  @Test(arguments: Seeds.all)
  func `never falls as the price rises, and tells prices apart that differ by more than two millionths`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50_000 {
      let low = UInt64.random(in: 1..<Price.limit, using: &random) >> UInt64.random(in: 0..<44, using: &random)
      let above =
        random.oneIn(2)
        ? low + .random(in: 0...3, using: &random) : low + .random(in: 0...(low >> 18 + 1), using: &random)
      let high = min(above, Price.limit - 1)
      #expect(PriceKey.key(ofAtoms: low) <= PriceKey.key(ofAtoms: high), "\(low), \(high)")
      if low > 0, high > low + low >> 19 { #expect(PriceKey.key(ofAtoms: low) < PriceKey.key(ofAtoms: high)) }
      #expect(PriceKey.key(of: Samples.price(max(low, 1))) == PriceKey.key(ofAtoms: low))
    }
  }
}

@Suite struct `The key of a carry` {
  private let rules = Samples.rules(tickAtomsPerLot: 100)
  private let middle = LevelQueues.keyLimit / 2

  private func key(_ microAtoms: Int128) -> UInt32 { CarryKey.key(of: MicroAtoms(rawValue: microAtoms), rules) }

  @Test func `is one a tick, with zero in the middle and the ends of the range for all that lies beyond`() {
    #expect(key(0) == middle && key(99_999_999) == middle && key(100_000_000) == middle + 1)
    #expect(key(-1) == middle - 1 && key(-100_000_000) == middle - 1 && key(-100_000_001) == middle - 2)
    #expect(key(.max >> 1) == LevelQueues.keyLimit - 1 && key(.min >> 1) == 1)
  }

  @Test(arguments: Seeds.all)
  func `never falls as the carry rises`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50_000 {
      let low = Int128(Int64(bitPattern: random.next())) >> Int128.random(in: 0..<60, using: &random)
      let high = low + Int128(UInt64.random(in: 0...300_000_000, using: &random))
      #expect(key(low) <= key(high))
    }
  }

  @Test func `counts funding for longs and against shorts, and losses for both`() {
    let market = Samples.market(mark: 1, lossIndex: 7, fundingIndex: 30)
    #expect(CarryKey.carry(of: .buy, market).rawValue == 37)
    #expect(CarryKey.carry(of: .sell, market).rawValue == -23)
  }
}
