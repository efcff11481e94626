import Storage
import Testing

@Suite struct `Checkpoints that nobody will miss` {
  @Test func `are none while there are few`() {
    #expect(Checkpoint.surplus(in: [], keepingNewest: 1) == [])
    #expect(Checkpoint.surplus(in: [5], keepingNewest: 1) == [])
    #expect(Checkpoint.surplus(in: [30, 20, 10, 0], keepingNewest: 4) == [])
  }

  @Test func `thin out with age`() {
    let sequences = Array((0...20).reversed()) as [UInt64]
    #expect(Checkpoint.surplus(in: sequences, keepingNewest: 3) == [17, 15, 14, 13, 11, 10, 9, 8, 7, 6, 5, 3, 2, 1])
  }

  /// Taken and pruned one after the other, as a node does.
  @Test(arguments: [1, 2, 5], [1, 10, 1_000] as [UInt64])
  func `leave the newest, the oldest, few others, and no replay longer than a block is old`(
    count: Int, interval: UInt64
  ) {
    var kept: [UInt64] = []
    for taken in 0..<2_000 as Range<UInt64> {
      kept.insert(taken * interval, at: 0)
      let newest = kept.prefix(count)
      let surplus = Set(Checkpoint.surplus(in: kept, keepingNewest: count))
      kept.removeAll { surplus.contains($0) }
      #expect(kept.starts(with: newest) && kept.last == 0)
      #expect(kept.count <= count + 2 + 2 * (64 - max(taken, 1).leadingZeroBitCount))
      for (newer, older) in zip(kept, kept.dropFirst()) {
        #expect(newer - older <= max(interval, kept[0] - newer))
      }
    }
  }
}
