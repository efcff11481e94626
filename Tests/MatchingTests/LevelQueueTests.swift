import Cryptography
import Ledger
import Matching
import Merkle
import TestSupport
import Testing

private let seed = UInt64.random(in: 0...UInt64.max)

@Suite struct `Queues by key` {
  private static func queues() -> LevelQueues { LevelQueues(at: TreeFields(of: .root, depth: 2), 0) }

  @Test func `find the neighbours of any key, near or far`() throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      var queues = Self.queues()
      var triggers = PersistentVector<24>(at: .root)
      let keys = Set((0..<20).map { _ in Self.key(&random) }).sorted()
      for key in keys {
        try queues.enter(UInt64(key), Trigger(key: key, generation: 0), at: TriggerPlaces(), in: &triggers)
      }
      for key in (0..<40).map({ _ in Self.key(&random) }) + keys + keys.map({ $0 + 1 }) {
        #expect(try queues.nextKey(above: key) == keys.first { $0 > key }, "seed \(seed)")
        #expect(try queues.nextKey(below: key) == keys.last { $0 < key }, "seed \(seed)")
      }
    }
  }

  /// Keys that share words of each level of the bitmap, and keys that share none.
  private static func key(_ random: inout SplitMix64) -> UInt32 {
    let spread: [UInt32] = [8, 300, 70_000, LevelQueues.keyLimit - 2]
    return UInt32.random(in: 1...spread[Int.random(in: 0..<4, using: &random)], using: &random)
  }

  @Test func `serve whoever came first at the worst key, and forget who left`() throws {
    var queues = Self.queues()
    var triggers = PersistentVector<24>(at: .root)
    let places = TriggerPlaces(stride: 2, kind: 1)
    for (number, key) in [(7, 5), (8, 5), (9, 5), (1, 900), (2, 4)] as [(UInt64, UInt32)] {
      try queues.enter(number, Trigger(key: key, generation: 3), at: places, in: &triggers)
    }
    #expect(try queues.first(atOrBelow: 5) == 2)
    #expect(try queues.first(atOrAbove: 5) == 1)
    #expect(try queues.first(atOrAbove: 901) == nil)
    try queues.leave(2, at: places, in: &triggers)
    try queues.leave(8, at: places, in: &triggers)
    try queues.leave(8, at: places, in: &triggers)
    #expect(try queues.first(atOrBelow: 5) == 7)
    try queues.leave(7, at: places, in: &triggers)
    #expect(try queues.first(atOrBelow: 5) == 9)
    try queues.leave(9, at: places, in: &triggers)
    try queues.leave(1, at: places, in: &triggers)
    #expect(queues.isEmpty)
    #expect(try triggers.read(2 * 9 + 1).isZero)
    for end in [LevelQueues.keyLimit, .max] {
      #expect(try queues.nextKey(below: end) == nil && queues.nextKey(above: end) == nil)
    }
  }
}
