import Testing

@testable import Simulation

@Suite struct `The calendar of wakes` {
  private let periods: [UInt64] = [8, 8, 30, 1, 13, 13, 120]
  private let generator = KeyedGenerator(seed: 3, stream: "wakes")

  private func calendar(_ periods: [UInt64]) -> WakeCalendar { WakeCalendar(periods: periods, generator: generator) }

  private func agents(_ calendar: WakeCalendar, in blocks: Range<UInt64>) -> [[Int]] {
    var calendar = calendar
    return blocks.map { calendar.agents(wakingIn: $0) }
  }

  @Test func `wakes each agent once in each of its periods`() {
    let wakes = agents(calendar(periods), in: 0..<3_120)
    for (agent, period) in periods.enumerated() {
      let blocks = wakes.indices.filter { wakes[$0].contains(agent) }
      #expect(blocks.map { $0 / Int(period) } == Array(0..<(3_120 / Int(period))))
      #expect(period == 1 || Set(blocks.map { $0 % Int(period) }).count > 4)
    }
    #expect(wakes.allSatisfy { $0 == $0.sorted() })
  }

  @Test func `can be taken up at any block`() {
    let whole = agents(calendar(periods), in: 0..<600)
    for start in [0, 1, 7, 119, 120, 121, 500] {
      #expect(agents(calendar(periods), in: UInt64(start)..<600) == Array(whole[start...]))
    }
    var jumping = calendar(periods)
    for block in [5, 6, 400, 3, 4] { #expect(jumping.agents(wakingIn: UInt64(block)) == whole[block]) }
  }

  @Test func `wakes nobody at another time because one more agent is there`() {
    let more = agents(calendar(periods + [5]), in: 0..<300).map { $0.filter { $0 < periods.count } }
    #expect(more == agents(calendar(periods), in: 0..<300))
  }

  @Test func `of nobody is empty`() { #expect(agents(calendar([]), in: 0..<3) == [[], [], []]) }
}

@Suite struct `The roles in a population` {
  @Test func `follow the shares`() {
    let roles = Role.all(count: 2_000)
    let counts = Role.allCases.map { role in roles.count { $0 == role } }
    for (role, count) in zip(Role.allCases, counts) { #expect(abs(count - 2 * role.share) <= 2) }
    #expect(Role.allCases.map(\.share).reduce(0, +) == 1_000)
  }

  @Test func `stay when agents are added`() {
    let roles = Role.all(count: 500)
    for count in [0, 1, 2, 3, 50, 499] { #expect(Role.all(count: count) == Array(roles[..<count])) }
    #expect(roles[..<2] == [.maker, .maker])
  }
}
