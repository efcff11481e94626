import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing
import Threading

@Suite struct `A follower` {
  @Test(arguments: Seeds.all)
  func `takes up announced blocks in whatever order they come, and each once`(seed: UInt64) throws {
    var scene = try FollowedRollup(seed: seed)
    let blocks = try (0..<12).map { _ in try scene.seal() }
    for block in (blocks + blocks).shuffled(using: &scene.rollup.random) { scene.hear(block) }
    #expect(scene.follower.heads.unsafe == ChainTip(scene.rollup.execution))
    #expect(scene.follower.heads.safe.blockNumber == 1 && scene.follower.waitingCount == 0)
    #expect(scene.turns.allSatisfy { $0 == FollowerTurn() })
  }

  @Test func `needs nothing but the L1`() throws {
    var scene = try FollowedRollup()
    for _ in 0..<5 {
      _ = try scene.seal()
      try scene.rollup.postRest()
      try scene.mine()
      #expect(scene.follower.heads.safe == ChainTip(scene.rollup.execution))
      try scene.check("")
    }
  }

  /// Each block is prepared when it is carried out.
  @Test func `does not carry out again what it has heard of when the L1 has it`() throws {
    var scene = try FollowedRollup()
    let count = Counter()
    scene.follower = Follower(
      genesis: scene.rollup.genesis, rules: TestRollup.rules, sequencer: FollowedRollup.key.address,
      finalityDepth: FollowedRollup.finalityDepth
    ) {
      count.value.withLock { $0 += 1 }
      return KnownInputs($0)
    }
    try scene.follow()
    for _ in 0..<6 { scene.hear(try scene.seal()) }
    #expect(count.value.withLock { $0 } == 7)
    try scene.finish()
    #expect(scene.follower.heads.safe.blockNumber == 7)
    #expect(count.value.withLock { $0 } == 7)
    try scene.checkEnd("")
  }

  private final class Counter: Sendable {
    let value = Locked(0)
  }

  @Test func `lets a block wait until the L1 has its messages`() throws {
    var scene = try FollowedRollup()
    let lagging = scene.follower
    scene.rollup.deposit(5, by: 1)
    scene.rollup.mine()
    let block = FollowedRollup.announcement(of: scene.rollup.seal(try scene.rollup.emptyInputs(inboxUpTo: 5)))
    #expect(scene.hear(block) == FollowerTurn())
    #expect(scene.follower.waitingCount == 1 && scene.follower.heads == lagging.heads)
    try scene.follow()
    #expect(scene.follower.waitingCount == 0 && scene.follower.heads.unsafe.blockNumber == 2)
  }

  @Test func `hears of blocks before it has seen the L1`() throws {
    var scene = try FollowedRollup()
    scene.follower = FollowedRollup.follower(of: scene.rollup)
    scene.hearAll()
    #expect(scene.follower.heads.unsafe.blockNumber == 0)
    try scene.follow()
    #expect(scene.follower.heads.unsafe.blockNumber == 1)
  }

  @Test func `says which bytes it misses, and goes on when it has them`() throws {
    var scene = try FollowedRollup()
    _ = try scene.seal()
    try scene.rollup.postRest()
    scene.rollup.mine()
    let contracts = scene.rollup.chain.contracts
    let turn = try scene.follower.follow(contracts, atBlock: 3, reading: Sidecars())
    #expect(turn.missingEntry == 1 && scene.follower.heads.safe.blockNumber == 1)
    try scene.follow()
    #expect(scene.follower.heads.safe.blockNumber == 2)
  }

  @Test func `keeps no more than the limit of blocks that fit nowhere, those of the latest term first`() throws {
    var scene = try FollowedRollup()
    scene.follower = FollowedRollup.follower(of: scene.rollup, waitingLimit: 5)
    try scene.follow()
    let blocks = try (0..<20).map { number in
      scene.rollup.epoch = number < 14 ? 0 : 1
      return try scene.seal()
    }
    for block in blocks.dropFirst() { scene.hear(block) }
    #expect(scene.follower.waitingCount == 5)
    // Of the later term only the last is missing, which was one too many.
    for block in blocks[..<14] { scene.hear(block) }
    #expect(scene.follower.heads.unsafe.blockNumber == 20)
  }

  @Test func `keeps nothing of what is final but the state after it`() throws {
    var scene = try FollowedRollup()
    let next = FollowedRollup.announcement(of: scene.rollup.seal(try scene.rollup.emptyInputs()))
    var orphan = next.header
    orphan.parent = Bytes32()
    scene.hear(FollowedRollup.announcement(orphan, next.inputs))
    #expect(scene.follower.waitingCount == 1)
    for _ in 0..<40 {
      scene.hear(try scene.seal())
      try scene.rollup.postRest()
      try scene.mine()
      try scene.check("")
      #expect(scene.follower.headers.count <= Int(FollowedRollup.finalityDepth) + 1)
    }
    #expect(scene.follower.heads.finalized.blockNumber == 32 && scene.follower.waitingCount == 0)
    let heads = scene.follower.heads
    scene.hearAll()
    #expect(scene.follower.heads == heads && scene.follower.waitingCount == 0)
  }
}

@Suite struct `A follower that hears of a block` {
  /// What can be wrong with the announcement of a block that reads a message, and how it is told.
  private static func forgeries(
    of block: TestRollup.Sealed
  ) -> [(announcement: AnnouncedBlock, isExpected: (AnnouncementFault) -> Bool)] {
    func forged(
      _ change: (inout BlockHeader, inout BlockInputs) -> Void, isRootRight: Bool = true
    ) -> AnnouncedBlock {
      var (header, inputs) = (block.header, block.inputs)
      change(&header, &inputs)
      if isRootRight { header.inputsRoot = inputs.hashTreeRoot() }
      return FollowedRollup.announcement(header, inputs)
    }
    let strange = AnnouncedBlock(
      block.header, block.inputs, signature: TestRollup.key(0).sign(digest: block.header.hash))
    return [
      (strange, { if case .signature(.wrongSigner) = $0 { true } else { false } }),
      (
        forged({ $1.timestampMs += 1 }, isRootRight: false),
        { if case .wrongInputs = $0 { true } else { false } }
      ),
      (
        forged { $1.timestampMs = block.before.state.clock.timestampMs },
        { if case .notAfterParent = $0 { true } else { false } }
      ),
      (
        forged { $1.timestampMs = Genesis.timeLimitMs },
        { $0 == .noPossibleTime(foundMs: Genesis.timeLimitMs) }
      ),
      (forged { $1.epoch = 1 }, { $0 == .olderEpoch(parent: 2, found: 1) }),
      (
        forged { $1.messages = BoundedList() },
        { $0 == .wrongMessages(read: 4, upTo: 5, found: 0) }
      ),
      (
        forged {
          $0.inboxRead = 3
          $0.inboxAccumulator = block.before.state.inbox.accumulator
          $1.messages = BoundedList()
        }, { _ in false }
      ),
      (
        forged { header, _ in header.stateRoot = Bytes32() },
        { if case .differs(let difference) = $0 { difference.field == "stateRoot" } else { false } }
      ),
      (
        forged { header, _ in header.stepCount += 1 },
        { if case .differs(let difference) = $0 { difference.field == "stepCount" } else { false } }
      ),
    ]
  }

  @Test func `refuses what is not as it says, and the rest still works`() throws {
    var scene = try FollowedRollup()
    scene.rollup.epoch = 2
    scene.hear(try scene.seal())
    scene.rollup.deposit(5, by: 1)
    try scene.mine()
    let block = scene.rollup.seal(try scene.rollup.emptyInputs(inboxUpTo: 5))
    let heads = scene.follower.heads
    for (number, forgery) in Self.forgeries(of: block).enumerated() {
      let turn = scene.hear(forgery.announcement)
      // Messages that the L1 does not have may still come: such a block waits.
      if number == 6 {
        #expect(turn == FollowerTurn() && scene.follower.waitingCount == 1)
      } else {
        #expect(
          turn.refused.count == 1 && turn.refused.allSatisfy { forgery.isExpected($0.fault) }, "\(number): \(turn)")
      }
      #expect(scene.follower.heads == heads)
    }
    #expect(scene.hear(FollowedRollup.announcement(of: block)) == FollowerTurn())
    #expect(scene.follower.heads.unsafe == ChainTip(block.header))
  }

  /// So it is where the L1 has made a block in the term of the sequencer's, which is the sequencer's own from then on.
  @Test func `keeps the first of two of one term, until one of a later term stands on the other`() throws {
    var scene = try FollowedRollup()
    let first = try scene.seal()
    scene.rollup.rewind(toBefore: 2)
    let second = try scene.seal()
    scene.hear(first)
    #expect(scene.hear(second) == FollowerTurn())
    #expect(scene.follower.heads.unsafe.blockHash == first.hash && scene.follower.waitingCount == 1)
    scene.rollup.epoch = 1
    let third = try scene.seal()
    #expect(scene.hear(third).firstDropped == 2)
    #expect(scene.follower.heads.unsafe.blockHash == third.hash && scene.follower.waitingCount == 0)
    #expect(scene.hear(first) == FollowerTurn())
    #expect(scene.follower.heads.unsafe.blockHash == third.hash)
  }

  @Test func `takes one of a later term instead, and what is of the old one stays away`() throws {
    var scene = try FollowedRollup()
    let old = try (0..<4).map { _ in try scene.seal() }
    scene.rollup.rewind(toBefore: 3)
    scene.rollup.epoch = 1
    let new = try (0..<2).map { _ in try scene.seal() }
    for block in old[..<3] { scene.hear(block) }
    #expect(scene.hear(new[1]) == FollowerTurn())
    #expect(scene.hear(new[0]).firstDropped == 3)
    #expect(scene.follower.heads.unsafe.blockHash == new[1].hash)
    for block in old { #expect(scene.hear(block) == FollowerTurn()) }
    #expect(scene.follower.heads.unsafe.blockHash == new[1].hash)
  }
}

@Suite struct `A follower that the L1 contradicts` {
  @Test func `goes back to the last block that stands, and on from there`() throws {
    var scene = try FollowedRollup()
    scene.rollup.force(TestRollup.withdrawal(5_000), by: 2)
    try scene.mine()
    for _ in 0..<3 {
      scene.hear(FollowedRollup.announcement(of: scene.rollup.seal(try scene.rollup.emptyInputs())))
      try scene.mine()
    }
    #expect(scene.follower.heads.unsafe.blockNumber == 4)
    scene.rollup.chain.submit(.forceInclude, from: TestRollup.key(2).address)
    scene.rollup.mine()
    #expect(try scene.follow().firstDropped == 2)
    #expect(scene.follower.heads.unsafe == scene.follower.heads.safe)
    #expect(scene.follower.heads.safe.blockNumber == 2)
    let rebuild = try #require(try scene.rollup.followL1(isNewTerm: true))
    #expect(rebuild.lastValid.blockNumber == 1)
    scene.hearAll()
    #expect(scene.follower.heads.unsafe.blockNumber == 5)
    try scene.finish()
    try scene.checkEnd("")
  }

  @Test func `drops blocks that have read messages which come again elsewhere`() throws {
    var scene = try FollowedRollup()
    scene.hear(FollowedRollup.announcement(of: scene.rollup.seal(try scene.rollup.emptyInputs())))
    scene.rollup.deposit(5, by: 1)
    try scene.mine()
    scene.hear(FollowedRollup.announcement(of: scene.rollup.seal(try scene.rollup.emptyInputs(inboxUpTo: 5))))
    let forgotten = scene.rollup.chain.reorg(depth: 1)
    scene.rollup.mine()
    for transaction in forgotten { scene.rollup.chain.submit(transaction.call, from: transaction.sender) }
    scene.rollup.mine()
    #expect(try scene.follow().firstDropped == 3)
    #expect(scene.follower.heads.unsafe.blockNumber == 2)
    try scene.finish()
    try scene.checkEnd("")
  }

  @Test func `derives what the rules say of a batch that is none`() throws {
    var scene = try FollowedRollup()
    scene.rollup.deposit(5, by: 1)
    try scene.mine()
    scene.hear(FollowedRollup.announcement(of: scene.rollup.seal(try scene.rollup.emptyInputs())))
    scene.rollup.post([1, 2, 3], inboxUpTo: 4)
    scene.rollup.mine()
    var turn = try scene.follow()
    #expect(turn.faults.map(\.entryIndex) == [1] && turn.firstDropped == nil)
    #expect(scene.follower.heads.unsafe.blockNumber == 2 && scene.follower.heads.safe.blockNumber == 1)
    scene.rollup.post([1, 2, 3], inboxUpTo: 5)
    scene.rollup.mine()
    turn = try scene.follow()
    #expect(turn.faults.map(\.fault) == [.void(.truncatedHeader(foundBytes: 3))] && turn.firstDropped == 2)
    try scene.check("")
    try scene.finish()
    try scene.checkEnd("")
  }

  @Test func `never gives up what is final, and says so`() throws {
    var scene = try FollowedRollup()
    for _ in 0..<20 {
      scene.hear(try scene.seal())
      try scene.rollup.postRest()
      try scene.mine()
    }
    let (follower, l1) = (scene.follower, scene.rollup.chain)
    let limit = Int(FollowedRollup.finalityDepth)
    _ = scene.rollup.chain.reorg(depth: limit)
    for _ in 0..<limit { scene.rollup.mine() }
    try scene.follow()
    #expect(scene.follower.heads.finalized == follower.heads.finalized)
    #expect(scene.follower.heads.safe == follower.heads.finalized)
    #expect(scene.follower.heads.unsafe == follower.heads.unsafe)
    scene.rollup.chain = l1
    scene.follower = follower
    _ = scene.rollup.chain.reorg(depth: limit + 1)
    scene.rollup.mine()
    #expect(throws: L1Contradiction.finalEntryGone(entryIndex: 10)) { try scene.follow() }
    #expect(scene.follower.heads == follower.heads)
  }
}

@Suite struct `The settled head of a follower` {
  private func claimed(_ scene: inout FollowedRollup, _ root: Bytes32, after entryIndex: Int) -> L1Outcome {
    let contracts = scene.rollup.chain.contracts
    let proposer = Proposer(claimant: TestRollup.sequencer, bondAtoms: 100)
    scene.rollup.chain.submit(
      proposer.claim(root, after: contracts.batchInbox.entries[entryIndex], in: contracts), from: TestRollup.sequencer)
    return scene.rollup.mine().outcomes[0]
  }

  private func resolve(_ claimIndex: UInt64, _ scene: inout FollowedRollup) {
    let identity = scene.rollup.chain.contracts.claims.identity(of: claimIndex)
    scene.rollup.chain.submit(.resolve(ResolveCall(move: identity)), from: TestRollup.sequencer)
    scene.rollup.chain.mine(at: scene.rollup.chain.head.block.timestampMs + 20_000)
  }

  @Test func `is the last final block whose claim is settled and right`() throws {
    var scene = try FollowedRollup()
    var machine = scene.follower.machine
    #expect(claimed(&scene, machine.root(), after: 0) == .claimed(claimIndex: 0))
    resolve(0, &scene)
    #expect(scene.rollup.chain.contracts.claims.status(of: 0) == .settled)
    try scene.follow()
    #expect(scene.follower.heads.settled.blockNumber == 0, "it is not final yet")
    for _ in 0..<FollowedRollup.finalityDepth { try scene.mine() }
    #expect(scene.follower.heads.finalized.blockNumber == 1 && scene.follower.heads.settled.blockNumber == 1)
  }

  @Test func `stays before a claim that is wrong, although the L1 took it`() throws {
    var scene = try FollowedRollup()
    #expect(claimed(&scene, Bytes32(), after: 0) == .claimed(claimIndex: 0))
    resolve(0, &scene)
    for _ in 0..<FollowedRollup.finalityDepth { scene.rollup.mine() }
    #expect(try scene.follow().wrongSettlement == 0)
    #expect(scene.follower.heads.finalized.blockNumber == 1 && scene.follower.heads.settled.blockNumber == 0)
  }
}
