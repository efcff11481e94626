import Ledger
import TestSupport
import Testing

@Suite struct `A key of a timer` {
  private func key(seconds: UInt64, startMs: UInt64 = 0) -> UInt32 {
    TimerKey(timeMs: startMs + 1000 * seconds, startMs: startMs).rawValue
  }

  @Test(
    arguments: [
      (seconds: 0, key: 1), (seconds: 1, key: 2), (seconds: 1 << 23 - 2, key: 1 << 23 - 1),
      (seconds: 1 << 23 - 1, key: 1 << 23), (seconds: 1 << 23 + 14, key: 1 << 23),
      (seconds: 1 << 23 + 15, key: 1 << 23 + 1), (seconds: 1 << 24 - 2, key: 17 << 19 - 1),
      (seconds: 1 << 24 - 1, key: 17 << 19), (seconds: 1 << 24 + 30, key: 17 << 19),
      (seconds: 1 << 24 + 31, key: 17 << 19 + 1), (seconds: 1 << 39 - 2, key: 1 << 24 - 1),
      (seconds: 1 << 50, key: 1 << 24 - 1),
    ] as [(seconds: UInt64, key: UInt32)])
  func `counts seconds since the genesis, and in coarser steps from day 97 on`(row: (seconds: UInt64, key: UInt32)) {
    #expect(key(seconds: row.seconds) == row.key)
    #expect(key(seconds: row.seconds, startMs: 1_700_000_000_123) == row.key)
  }

  @Test func `of a time before the genesis is that of the genesis, and no time overflows`() {
    #expect(TimerKey(timeMs: 0, startMs: 5_000).rawValue == 1)
    #expect(TimerKey(timeMs: .max, startMs: 0).rawValue == LevelQueues.keyLimit - 1)
    #expect(TimerKey(timeMs: .max, startMs: .max).rawValue == 1)
  }

  @Test(arguments: Seeds.all)
  func `never falls as the time rises, and lies within the queues' bounds`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<10_000 {
      let time = UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0...63, using: &random)
      let later = time + min(UInt64.random(in: 0...40_000, using: &random), .max - time)
      let (key, laterKey) = (TimerKey(timeMs: time, startMs: 0).rawValue, TimerKey(timeMs: later, startMs: 0).rawValue)
      #expect(key <= laterKey && key > 0 && laterKey < LevelQueues.keyLimit, "seed \(seed), time \(time)")
    }
  }
}
