import Testing

@testable import Simulation

@Suite struct `The Philox function` {
  /// Random123, tests/kat_vectors: philox4x64, ten rounds.
  @Test(
    arguments: [
      (
        counter: [0, 0, 0, 0], key: [0, 0],
        block: [0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b, 0x7e68_b68a_ec7b_a23b]
      ),
      (
        counter: [.max, .max, .max, .max], key: [.max, .max],
        block: [0x87b0_92c3_013f_e90b, 0x438c_3c67_be8d_0224, 0x9cc7_d7c6_9cd7_77b6, 0xa09c_aebf_594f_0ba0]
      ),
      (
        counter: [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89],
        key: [0x4528_21e6_38d0_1377, 0xbe54_66cf_34e9_0c6c],
        block: [0xa528_f454_03e6_1d95, 0x38c7_2dbd_566e_9788, 0xa5a1_610e_72fd_18b5, 0x57bd_43b5_e52b_7fe6]
      ),
    ] as [(counter: [UInt64], key: [UInt64], block: [UInt64])])
  func `agrees with its authors' vectors`(row: (counter: [UInt64], key: [UInt64], block: [UInt64])) {
    let counter = (row.counter[0], row.counter[1], row.counter[2], row.counter[3])
    let block = Philox.block(counter, key: (row.key[0], row.key[1]))
    #expect([block.0, block.1, block.2, block.3] == row.block)
  }
}

@Suite struct `Keyed draws` {
  let generator = KeyedGenerator(seed: 7, stream: "test")

  private func words(_ draws: KeyedDraws, count: Int = 9) -> [UInt64] {
    var draws = draws
    return (0..<count).map { _ in draws.next() }
  }

  @Test func `are the same at the same place, whatever was drawn elsewhere`() {
    let first = words(generator.draws(number: 3, index: 5))
    _ = words(generator.draws(number: 4, index: 5))
    #expect(words(generator.draws(number: 3, index: 5)) == first)
  }

  @Test func `differ by seed, stream, number and index`() {
    let all = [
      generator.draws(number: 3, index: 5), generator.draws(number: 3, index: 6), generator.draws(number: 4, index: 5),
      generator.draws(number: 5, index: 3), KeyedGenerator(seed: 8, stream: "test").draws(number: 3, index: 5),
      KeyedGenerator(seed: 7, stream: "text").draws(number: 3, index: 5),
    ].flatMap { words($0) }
    #expect(Set(all).count == all.count)
  }

  @Test func `set each bit in half of all words`() {
    var counts = Array(repeating: 0, count: 64)
    let wordCount = 20_000
    for index in 0..<(wordCount / 4) {
      for word in words(generator.draws(index: UInt64(index)), count: 4) {
        for bit in 0..<64 where word >> UInt64(bit) & 1 == 1 { counts[bit] += 1 }
      }
    }
    // Six standard deviations of 71 each.
    for count in counts { #expect(abs(count - wordCount / 2) < 425) }
  }

  @Test func `below a bound reach every number equally often`() {
    var counts = Array(repeating: 0, count: 7)
    for index in 0..<14_000 {
      var draws = generator.draws(index: UInt64(index))
      counts[Int(draws.below(7))] += 1
    }
    // Six standard deviations of 41 each.
    for count in counts { #expect(abs(count - 2_000) < 248) }
  }

  /// With three quarters of the words as bound, a draw without rejection would give a third of the numbers twice as
  /// often as the others: those that are 0 modulo 3 would come up in half of all cases.
  @Test func `below a bound that does not divide the words favour none`() {
    let bound: UInt64 = 3 << 62
    let multiples = (0..<9_000).count { index in
      var draws = generator.draws(index: UInt64(index))
      return draws.below(bound) % 3 == 0
    }
    #expect(abs(multiples - 3_000) < 270)
  }

  @Test func `of a chance come true that often`() {
    let hits = (0..<10_000).count { index in
      var draws = generator.draws(number: 1, index: UInt64(index))
      return draws.chance(partsPerMillion: 250_000)
    }
    #expect(abs(hits - 2_500) < 260)
  }

  @Test func `within a range reach both ends`() {
    let drawn = Set(
      (0..<200).map { index in
        var draws = generator.draws(number: 2, index: UInt64(index))
        return draws.within(5...8)
      })
    #expect(drawn == [5, 6, 7, 8])
  }
}
