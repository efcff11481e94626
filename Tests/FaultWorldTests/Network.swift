import Settlement
import TestSupport

/// The way from the sequencer to the follower: what is sent comes late, twice, after what was sent later, or never.
struct Network {
  private var underway: [(dueMs: UInt64, order: Int, block: AnnouncedBlock)] = []
  private var sentCount = 0

  static let delayLimitMs: UInt64 = 8_000

  /// - Returns: what will happen to it.
  mutating func send(_ block: AnnouncedBlock, at nowMs: UInt64, _ random: inout SplitMix64) -> [Fault] {
    guard !random.oneIn(10) else { return [.lostAnnouncement] }
    let copies = random.oneIn(5) ? 2 : 1
    var isLate = false
    for _ in 0..<copies {
      let delayMs = random.oneIn(2) ? 0 : UInt64.random(in: 1...Self.delayLimitMs, using: &random)
      isLate = isLate || delayMs > 2_000
      underway.append((nowMs + delayMs, sentCount, block))
      sentCount += 1
    }
    return (copies > 1 ? [.repeatedAnnouncement] : []) + (isLate ? [.lateAnnouncement] : [])
  }

  /// What has come by now, in the order in which it came.
  mutating func deliver(at nowMs: UInt64) -> [AnnouncedBlock] {
    let due = underway.filter { $0.dueMs <= nowMs }.sorted { ($0.dueMs, $0.order) < ($1.dueMs, $1.order) }
    underway.removeAll { $0.dueMs <= nowMs }
    return due.map(\.block)
  }
}
