import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing

/// A sequencer, its L1, and a follower who hears of blocks when a test says so.
struct FollowedRollup {
  static let key = TestRollup.key(8)
  static let finalityDepth: UInt64 = 10

  var rollup: TestRollup
  var follower: Follower
  private(set) var turns: [FollowerTurn] = []
  /// The highest L1 block that the follower has seen.
  private var highest: UInt64 = 0

  /// How many L1 blocks can be taken back without one that the follower took for final.
  var reorgLimit: Int {
    let final = max(highest, Self.finalityDepth) - Self.finalityDepth
    return Int(rollup.chain.head.block.number - min(final, rollup.chain.head.block.number))
  }

  /// Four funded owners in block 1, which is posted.
  init(seed: UInt64 = 5, forced: ForcedRules = ForcedRules(delayBlocks: 4, messageLimit: 3)) throws {
    var disputes = DisputeRules()
    (disputes.clockMs, disputes.extensionMs) = (20_000, 1_000)
    rollup = try TestRollup(seed: seed, forced: forced, disputes: disputes)
    follower = Self.follower(of: rollup)
    for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    rollup.seal(try rollup.emptyInputs(inboxUpTo: 4))
    rollup.post(try rollup.batch(from: 1))
    rollup.mine()
    try follow()
  }

  static func follower(of rollup: TestRollup, waitingLimit: Int = 1_024) -> Follower {
    Follower(
      genesis: rollup.genesis, rules: TestRollup.rules, sequencer: key.address, finalityDepth: finalityDepth,
      waitingLimit: waitingLimit)
  }

  static func announcement(_ header: BlockHeader, _ inputs: BlockInputs) -> AnnouncedBlock {
    AnnouncedBlock(header, inputs, signature: key.sign(digest: header.hash))
  }

  static func announcement(of block: TestRollup.Sealed) -> AnnouncedBlock { announcement(block.header, block.inputs) }

  /// Seals a block with some of everything, and returns its announcement.
  mutating func seal() throws -> AnnouncedBlock { Self.announcement(of: rollup.seal(try rollup.randomInputs())) }

  @discardableResult
  mutating func hear(_ block: AnnouncedBlock) -> FollowerTurn {
    let turn = follower.hear(block)
    turns.append(turn)
    return turn
  }

  /// Announces all that the sequencer has.
  mutating func hearAll() {
    for block in rollup.blocks { hear(Self.announcement(of: block)) }
  }

  @discardableResult
  mutating func follow() throws -> FollowerTurn {
    highest = max(highest, rollup.chain.head.block.number)
    let turn = try follower.follow(
      rollup.chain.contracts, atBlock: rollup.chain.head.block.number, reading: rollup.chain.sidecars)
    turns.append(turn)
    return turn
  }

  /// Mines and follows, `count` times.
  mutating func mine(_ count: Int = 1) throws {
    for _ in 0..<count {
      rollup.mine()
      try follow()
    }
  }

  /// Lets the sequencer post all that it has, and make again what must be.
  mutating func finish() throws {
    for _ in 0..<20 {
      _ = try rollup.followL1(isNewTerm: true)
      guard try rollup.derived().blocks.count < rollup.blocks.count else { return try mine() }
      if rollup.execution.state.inbox.read < rollup.chain.contracts.inbox.messageCount {
        rollup.seal(try rollup.emptyInputs(inboxUpTo: .max))
      }
      rollup.chain.submit(.forceInclude, from: TestRollup.sequencer)
      try rollup.postRest()
      try mine()
    }
    Issue.record("the sequencer does not come to an end")
  }

  /// What the follower should hold of blocks: what follows from the L1, and behind it what stands.
  func check(_ comment: @autoclosure () -> Comment) throws {
    let (blocks, machine) = try rollup.derived()
    let (heads, own) = (follower.heads, follower.headers)
    let canonical = blocks.map(\.header).drop { $0.number <= heads.finalized.blockNumber }
    #expect(own.starts(with: canonical), comment())
    let standing = Rebuild.standingCount(of: own, on: Array(canonical), reading: rollup.chain.contracts.inbox)
    #expect(standing == own.count, comment())
    #expect(heads.safe == ChainTip(machine.execution), comment())
    #expect(heads.unsafe == ChainTip(follower.execution), comment())
    #expect(heads.unsafe.blockNumber >= heads.safe.blockNumber, comment())
    #expect(heads.safe.blockNumber >= heads.finalized.blockNumber, comment())
    #expect(heads.finalized.blockNumber >= heads.settled.blockNumber, comment())
  }

  /// After `finish`: sequencer, follower and the L1 alone say the same.
  func checkEnd(_ comment: @autoclosure () -> Comment) throws {
    try check(comment())
    var (sequencer, follower, derived) = (rollup.execution, follower.execution, try rollup.derived().machine)
    var canonical = derived.execution
    #expect(follower.lastBlock == sequencer.lastBlock, comment())
    #expect(derived.execution.lastBlock == sequencer.lastBlock, comment())
    #expect(follower.root() == sequencer.root() && canonical.root() == sequencer.root(), comment())
    var machine = self.follower.machine
    #expect(machine.root() == derived.root(), comment())
  }
}
