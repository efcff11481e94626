import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing

/// What becomes of the batch on the other side of a reorg.
private enum Fate: CaseIterable {
  case lost, moved, replaced
}

/// What the sequencer has done when the L1 is taken back.
private enum Phase: CaseIterable {
  case sealed, posted, behindForcedEntry, claimed
}

@Suite struct `Derivation from L1 alone equals the sequencer's state` {
  @Test(arguments: 1...8) func `after reorgs of depth 1…8 at each phase`(depth: Int) throws {
    for phase in Phase.allCases {
      for fate in Fate.allCases {
        var scene = try reached(phase, seed: UInt64(depth))
        let comment: Comment = "depth \(depth), \(phase), \(fate)"
        let forgotten = scene.rollup.chain.reorg(depth: depth)
        try replace(forgotten, depth: depth, fate, &scene)
        try scene.check(comment)
        try scene.finish()
        try scene.checkEnd(comment)
      }
    }
  }

  private func reached(_ phase: Phase, seed: UInt64) throws -> FollowedRollup {
    var scene = try FollowedRollup(seed: seed)
    try scene.mine(3)
    for _ in 0..<2 { scene.hear(try scene.seal()) }
    if phase == .behindForcedEntry {
      scene.rollup.force(TestRollup.withdrawal(5_000), by: 2)
      try scene.mine(5)
      scene.rollup.chain.submit(.forceInclude, from: TestRollup.key(0).address)
      try scene.mine()
      _ = try scene.rollup.followL1(isNewTerm: true)
      scene.hearAll()
    }
    guard phase != .sealed else { return scene }
    try scene.rollup.postRest()
    try scene.mine()
    scene.hear(try scene.seal())
    if phase == .claimed {
      let contracts = scene.rollup.chain.contracts
      var machine = scene.follower.machine
      let proposer = Proposer(claimant: TestRollup.sequencer, bondAtoms: 100)
      scene.rollup.chain.submit(
        proposer.claim(machine.root(), after: contracts.batchInbox.entries[1], in: contracts),
        from: TestRollup.sequencer)
      try scene.mine()
    }
    return scene
  }

  private func replace(
    _ forgotten: [L1Transaction], depth: Int, _ fate: Fate, _ scene: inout FollowedRollup
  ) throws {
    switch fate {
    case .lost: try scene.mine(depth)
    case .moved:
      try scene.mine()
      for transaction in forgotten { scene.rollup.chain.submit(transaction.call, from: transaction.sender) }
      try scene.mine(depth)
    case .replaced:
      scene.rollup.deposit(9, by: 3)
      scene.rollup.force(.close(ClosePosition(market: 0)), by: 3)
      try scene.mine(5)
      scene.rollup.chain.submit(.forceInclude, from: TestRollup.key(0).address)
      try scene.mine()
    }
  }

  /// The blocks are posted in time and included too late: they do not exist, and are made again with later times.
  @Test func `after late posts`() throws {
    for ageMs in [599_000, 600_000, 600_001, 700_000] as [UInt64] {
      var scene = try FollowedRollup()
      for _ in 0..<3 { scene.hear(FollowedRollup.announcement(of: scene.rollup.seal(try scene.rollup.emptyInputs()))) }
      let old = scene.follower.heads.unsafe
      let first = scene.rollup.blocks[1].header.timestampMs
      try scene.rollup.postRest()
      scene.rollup.chain.mine(at: first + ageMs)
      let turn = try scene.follow()
      #expect(turn.faults.count == (ageMs > 600_000 ? 1 : 0), "\(ageMs) ms")
      #expect(scene.follower.heads.unsafe == old && scene.follower.heads.safe.blockNumber == (ageMs > 600_000 ? 1 : 4))
      if ageMs > 600_000 { try remakeLate(&scene) }
      try scene.finish()
      try scene.checkEnd("\(ageMs) ms")
    }
  }

  private func remakeLate(_ scene: inout FollowedRollup) throws {
    let dropped = scene.rollup.blocks[1...].map { DroppedBlock($0.inputs, $0.header) }
    scene.rollup.rewind(toBefore: 2)
    scene.rollup.epoch += 1
    let tip = ChainTip(scene.rollup.execution)
    let rebuild = Rebuild(
      of: dropped, behind: tip, onto: tip, reading: scene.rollup.chain.contracts.inbox, epoch: scene.rollup.epoch,
      notBefore: scene.rollup.chain.head.block.timestampMs + 1_000)
    for inputs in rebuild.blocks { scene.hear(FollowedRollup.announcement(of: scene.rollup.seal(inputs))) }
    #expect(scene.follower.heads.unsafe == ChainTip(scene.rollup.execution))
  }

  /// A message of L1 block 3 is overdue in block 7. What is tried there: to force it, to leave it out, to read it.
  @Test(arguments: [-1, 0, 1])
  func `with forced entries exactly at, one before and one after the deadline`(distance: Int) throws {
    for isForced in [false, true] {
      for isRead in [false, true] {
        var scene = try FollowedRollup()
        scene.rollup.force(TestRollup.withdrawal(5_000), by: 2)
        try scene.mine()
        let deadline = scene.rollup.chain.genesis.forced.deadline(ofBlock: scene.rollup.chain.head.block.number)
        try scene.mine(Int(deadline) + distance - 1 - Int(scene.rollup.chain.head.block.number))
        scene.hear(
          FollowedRollup.announcement(of: scene.rollup.seal(try scene.rollup.emptyInputs(inboxUpTo: isRead ? 5 : 4))))
        if isForced { scene.rollup.chain.submit(.forceInclude, from: TestRollup.key(0).address) }
        try scene.rollup.postRest()
        let outcomes = scene.rollup.mine().outcomes
        #expect(Int(scene.rollup.chain.head.block.number) == Int(deadline) + distance)
        #expect(isForced == false || (outcomes[0] == .forceIncluded(entryIndex: 1)) == (distance >= 0))
        let isPosted = outcomes.last == .posted(entryIndex: 1)
        #expect(isPosted == (distance < 0 || (isRead && !isForced)), "\(outcomes)")
        try scene.follow()
        let comment: Comment = "\(distance), forced: \(isForced), read: \(isRead)"
        try scene.check(comment)
        scene.rollup.chain.mine(at: scene.rollup.chain.head.block.timestampMs + 1)
        scene.rollup.seal(try scene.rollup.emptyInputs(inboxUpTo: 5))
        try scene.finish()
        try scene.checkEnd(comment)
        #expect(try scene.follower.execution.state.withdrawals.read(0).amount == 5_000, comment)
      }
    }
  }
}

@Suite struct `Heads unsafe, safe, finalized and settled` {
  /// Blocks that the follower will hear of later, or not at all.
  private struct Post {
    var blocks: [AnnouncedBlock] = []

    mutating func send(_ block: AnnouncedBlock, _ random: inout SplitMix64) {
      for _ in 0..<Int.random(in: 0...3, using: &random) { blocks.append(block) }
    }

    mutating func deliver(to scene: inout FollowedRollup) {
      blocks.shuffle(using: &scene.rollup.random)
      let count = Int.random(in: 0...blocks.count, using: &scene.rollup.random)
      for block in blocks.suffix(count) { scene.hear(block) }
      blocks.removeLast(count)
    }
  }

  private func act(_ scene: inout FollowedRollup, _ post: inout Post) throws {
    let user = Int.random(in: 0..<4, using: &scene.rollup.random)
    if scene.rollup.random.oneIn(3) { scene.rollup.deposit(5, by: user) }
    if scene.rollup.random.oneIn(3) { scene.rollup.force(scene.rollup.randomAction(), by: user) }
    if scene.rollup.random.oneIn(3) { scene.rollup.chain.submit(.forceInclude, from: TestRollup.key(user).address) }
    if scene.rollup.random.oneIn(2) { post.send(try scene.seal(), &scene.rollup.random) }
    if scene.rollup.random.oneIn(4) { try scene.rollup.postRest() }
    if scene.rollup.random.oneIn(15) {
      scene.rollup.post([7], inboxUpTo: scene.rollup.chain.contracts.inbox.messageCount, epoch: scene.rollup.epoch)
    }
  }

  private func takeBack(_ scene: inout FollowedRollup) {
    let depth = Int.random(in: 1...8, using: &scene.rollup.random)
    let forgotten = scene.rollup.chain.reorg(depth: min(depth, scene.reorgLimit))
    if scene.rollup.random.oneIn(2) {
      for transaction in forgotten { scene.rollup.chain.submit(transaction.call, from: transaction.sender) }
    }
    scene.rollup.mine()
  }

  @Test(arguments: Seeds.all)
  func `L1 reorgs of any depth at any phase, with batches lost, moved or replaced; followers end where they should`(
    seed: UInt64
  ) throws {
    var scene = try FollowedRollup(seed: seed)
    var post = Post()
    var last = scene.follower.heads
    for turn in 0..<40 {
      try act(&scene, &post)
      scene.rollup.mine()
      if scene.rollup.random.oneIn(6) { takeBack(&scene) }
      if try scene.rollup.followL1(isNewTerm: true) != nil {
        for block in scene.rollup.blocks { post.send(FollowedRollup.announcement(of: block), &scene.rollup.random) }
      }
      post.deliver(to: &scene)
      guard scene.rollup.random.oneIn(2) else { continue }
      try scene.follow()
      try scene.check("seed \(seed), turn \(turn)")
      let heads = scene.follower.heads
      #expect(heads.finalized.blockNumber >= last.finalized.blockNumber, "seed \(seed), turn \(turn)")
      last = heads
    }
    try scene.finish()
    for block in post.blocks { scene.hear(block) }
    try scene.checkEnd("seed \(seed)")
    try scene.mine(Int(FollowedRollup.finalityDepth))
    #expect(scene.follower.heads.finalized == ChainTip(scene.rollup.execution), "seed \(seed)")
    let refused = scene.turns.flatMap(\.refused)
    #expect(refused.isEmpty, "seed \(seed)")
  }
}
