import Foundation
import TestSupport
import Testing
import Threading

/// `PLIMSOLL_SEED` tries one seed and prints all that happens in its world; `PLIMSOLL_FULL` tries many.
private let seeds: [UInt64] = {
  let environment = ProcessInfo.processInfo.environment
  if let seed = environment["PLIMSOLL_SEED"].flatMap({ UInt64($0) }) { return [seed] }
  return Array(1...(environment["PLIMSOLL_FULL"] == nil ? 24 : 160))
}()

/// What a world came to.
private struct Outcome: Sendable {
  let seed: UInt64
  var failures: [String]
  let story: [String]
  let tally: [Fault: Int]

  init(seed: UInt64) throws {
    self.seed = seed
    var world = try FaultWorld(seed: seed)
    do {
      try world.run(turns: 40)
      failures = try world.failures()
    } catch { failures = ["\(error)"] }
    (story, tally) = (world.evidence.story, world.evidence.tally)
  }
}

@Suite struct `After a storm of crashes, reorgs, congestion, delays and forced entries` {
  @Test func `derivation from L1 alone equals the sequencer's state, and followers end where they should`() throws {
    let outcomes = try seeds.mapInParallel(grain: 1) { seed in Result { try Outcome(seed: seed) } }.map { try $0.get() }
    if outcomes.count == 1 { print(outcomes[0].story.joined(separator: "\n")) }
    for outcome in outcomes { #expect(outcome.failures.isEmpty, "seed \(outcome.seed)") }
    guard outcomes.count > 1 else { return }
    let tally = outcomes.reduce(into: [Fault: Int]()) { $0.merge($1.tally, uniquingKeysWith: +) }
    print(
      "\(outcomes.count) worlds: " + Fault.allCases.map { "\($0) \(tally[$0, default: 0])" }.joined(separator: ", "))
    for fault in Fault.allCases { #expect(tally[fault, default: 0] > 0, "\(fault) did not happen") }
  }

  @Test func `the same seed gives the same story`() throws {
    let stories = try (0..<2).map { _ in try Outcome(seed: 7).story }
    #expect(stories[0] == stories[1] && stories[0].count > 40)
  }
}
