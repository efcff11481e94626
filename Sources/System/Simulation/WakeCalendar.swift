/// Who wakes in which block: each agent once in every period of its own, at a block that is drawn anew for each.
///
/// A wake is a function of (agent, period number) alone, so the calendar can be taken up at any block. Looking up a
/// block costs the agents that wake in it.
struct WakeCalendar: Sendable {
  /// By agent, blocks.
  private let periods: [UInt64]
  private let generator: KeyedGenerator
  /// Block b is in bucket b modulo their number, which exceeds any distance of an agent's two wakes.
  private var buckets: [[Int]]
  private var nextBlock: UInt64?

  init(periods: [UInt64], generator: KeyedGenerator) {
    (self.periods, self.generator) = (periods, generator)
    buckets = Array(repeating: [], count: Int(2 * (periods.max() ?? 1)))
  }

  /// The agents that wake in `block`, ascending. Blocks may be asked for in any order; one after the other is fast.
  mutating func agents(wakingIn block: UInt64) -> [Int] {
    if nextBlock != block { fill(from: block) }
    nextBlock = block + 1
    let bucket = bucket(of: block)
    let agents = buckets[bucket].sorted()
    buckets[bucket] = []
    for agent in agents { enter(agent, period: block / periods[agent] + 1) }
    return agents
  }

  private mutating func fill(from block: UInt64) {
    for bucket in buckets.indices { buckets[bucket] = [] }
    for agent in periods.indices {
      let period = block / periods[agent]
      enter(agent, period: wake(agent, period: period) >= block ? period : period + 1)
    }
  }

  private mutating func enter(_ agent: Int, period: UInt64) {
    buckets[bucket(of: wake(agent, period: period))].append(agent)
  }

  private func wake(_ agent: Int, period: UInt64) -> UInt64 {
    var draws = generator.draws(number: UInt64(agent), index: period)
    return period * periods[agent] + draws.below(periods[agent])
  }

  private func bucket(of block: UInt64) -> Int { Int(block % UInt64(buckets.count)) }
}
