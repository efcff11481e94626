import Ledger
import MockL1
import Testing

@testable import Node

/// What has happened when the L1 is taken back.
private enum Phase: CaseIterable {
  case sealed, posted, included, claimed, congested, behindForcedEntry, afterCrash, late

  /// So many L1 blocks.
  static func slots(_ count: Int) -> [FaultWorld.Event] { Array(repeating: .silence(ms: 2_000), count: count) }

  var script: [FaultWorld.Event] {
    switch self {
    case .sealed: [.blocks(4)]
    case .posted: [.blocks(4), .post]
    case .included: [.blocks(4), .post, .mine]
    case .claimed: [.blocks(4), .post, .mine, .mine, .blocks(2)]
    case .congested: [.deposit, .congestion(blocks: 6), .blocks(4), .post, .silence(ms: 6_000), .blocks(2)]
    case .behindForcedEntry:
      [.forcedMessage, .mine, .congestion(blocks: 9), .forceInclude, .blocks(4)] + Self.slots(10)
    case .afterCrash: [.blocks(4), .deposit, .crash, .blocks(2)]
    case .late: [.deposit, .blocks(4), .lateness, .blocks(2)]
    }
  }
}

@Suite struct `Derivation from L1 alone equals the sequencer's state, and the follower's` {
  @Test(arguments: 1...8) func `after reorgs of depth 1…8 at each phase`(depth: Int) throws {
    for phase in Phase.allCases {
      var world = try FaultWorld(seed: UInt64(depth))
      let before: [FaultWorld.Event] = Phase.slots(8) + [.deposit, .blocks(4), .post, .mine, .forcedMessage]
      try world.live(before + phase.script + [.reorg(depth: depth), .blocks(2)])
      try world.calmDown(isSettling: false)
      #expect(try world.failures(isSettled: false).isEmpty, "depth \(depth), \(phase)")
      #expect(world.evidence.depths == [depth], "depth \(depth), \(phase)")
      #expect(phase != .behindForcedEntry || world.evidence.tally[.forcedEntry, default: 0] > 0, "depth \(depth)")
    }
  }

  @Test func `after late posts`() throws {
    var world = try FaultWorld(seed: 1)
    try world.live([.silence(ms: 4_000), .deposit, .blocks(4), .lateness, .blocks(4)])
    try world.calmDown(isSettling: false)
    #expect(try world.failures(isSettled: false).isEmpty)
    #expect(world.evidence.tally[.latePost, default: 0] + world.evidence.tally[.rebuild, default: 0] > 0)
  }

  /// The L1 has room again in the block at that distance; what asks for a forced entry comes first there, then a batch.
  @Test(arguments: [-1, 0, 1])
  func `with forced entries exactly at, one before and one after the deadline`(distance: Int) throws {
    var world = try FaultWorld(seed: 1)
    try world.live([.silence(ms: 4_000), .blocks(2), .post, .mine, .forcedMessage, .mine])
    let message = try #require(world.engine.l1.contracts.inbox.messages.last)
    let deadline = Int(world.genesis.l1.forced.deadline(ofBlock: message.l1Number))
    let blocks = deadline + distance - 1 - Int(world.engine.l1.head.block.number)
    try world.live([.congestion(blocks: UInt64(blocks)), .forceInclude, .blocks(2), .post])
    while Int(world.engine.l1.head.block.number) < deadline + distance { try world.live([.mine]) }
    let outcomes = world.engine.l1.head.outcomes
    #expect(Int(world.engine.l1.head.block.number) == deadline + distance)
    #expect(outcomes.contains { if case .forceIncluded = $0 { true } else { false } } == (distance >= 0), "\(outcomes)")
    try world.calmDown(isSettling: false)
    #expect(try world.failures(isSettled: false).isEmpty)
    #expect(world.evidence.tally[.forcedEntry, default: 0] == (distance >= 0 ? 1 : 0))
  }
}
