import Cryptography
import Ledger
import MockL1
import Node
import SSZ
import Settlement
import TestSupport
import Testing

@Suite struct `A mirror of the L1` {
  private func catchUp(_ mirror: inout L1Mirror, _ l1: ChainInProcess) throws {
    while !(try mirror.follow(l1).isCaughtUp) {}
  }

  private func expectSame(_ mirror: L1Mirror, _ l1: ChainInProcess, _ comment: Comment) {
    #expect(mirror.chain.blocks.map(\.hash) == l1.chain.blocks.map(\.hash), comment)
    #expect(mirror.chain.blocks.map(\.outcomes) == l1.chain.blocks.map(\.outcomes), comment)
    #expect(mirror.chain.contracts.accounts.all == l1.chain.contracts.accounts.all, comment)
    #expect(mirror.chain.contracts.claims == l1.chain.contracts.claims, comment)
    #expect(mirror.chain.contracts.batchInbox == l1.chain.contracts.batchInbox, comment)
  }

  @Test(arguments: 2...6)
  func `has every block and every root, however many come at once`(pageLimit: Int) throws {
    let scene = try ChallengeScene()
    scene.l1.pageLimit = pageLimit
    var mirror = try L1Mirror(scene.genesis)
    try catchUp(&mirror, scene.l1)
    expectSame(mirror, scene.l1, "pages of \(pageLimit)")
    #expect(try mirror.derive(scene.l1))
    let truth = try scene.trace()
    #expect(mirror.trace.entryCount == 5 && truth.entryCount == 5)
    for entry: UInt64 in 0..<5 {
      #expect(try mirror.trace.root(afterEntry: entry) == truth.root(afterEntry: entry))
    }
    let claims = mirror.chain.contracts.claims.all
    #expect(claims.count >= 3)
    for claim in claims { #expect(try mirror.trace.root(afterEntry: claim.entryIndex) == claim.machineRoot) }
  }

  @Test(arguments: Seeds.all)
  func `goes back as far as the L1 does, whenever that is`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let scene = try ChallengeScene()
    var mirror = try L1Mirror(scene.genesis)
    for round in 0..<30 {
      for _ in 0..<Int.random(in: 0..<6, using: &random) { scene.l1.mine() }
      if random.oneIn(3) {
        let depth = Int.random(in: 1..<scene.l1.chain.blocks.count, using: &random)
        let isLonger = random.oneIn(2)
        if isLonger { scene.l1.reorg(depth: depth) } else { _ = scene.l1.chain.reorg(depth: depth) }
      }
      scene.l1.pageLimit = Int.random(in: 2..<9, using: &random)
      if random.oneIn(4) {
        _ = try mirror.follow(scene.l1)
      } else {
        try catchUp(&mirror, scene.l1)
        expectSame(mirror, scene.l1, "seed \(seed), round \(round)")
        #expect(try mirror.derive(scene.l1))
        #expect(mirror.trace.entryCount == scene.l1.chain.contracts.batchInbox.entryCount, "seed \(seed)")
      }
    }
  }

  @Test func `tells what was taken back`() throws {
    let scene = try ChallengeScene()
    var mirror = try L1Mirror(scene.genesis)
    try catchUp(&mirror, scene.l1)
    let depth = 4
    let forgotten = scene.l1.chain.blocks.suffix(depth).flatMap { $0.block.transactions.elements }
    scene.l1.reorg(depth: depth, sendingAgain: false)
    var takenBack: [L1Mirror.Progress] = []
    while true {
      let progress = try mirror.follow(scene.l1)
      if progress.takenBackCount > 0 { takenBack.append(progress) }
      if progress.isCaughtUp { break }
    }
    #expect(takenBack.count == 1 && takenBack[0].takenBackCount == depth && takenBack[0].forgotten == forgotten)
    #expect(takenBack[0].keptBlockCount == scene.l1.chain.blocks.count - depth)
    expectSame(mirror, scene.l1, "after a reorg")
  }

  @Test func `waits for bytes that are not there yet, and takes no others`() throws {
    let scene = try ChallengeScene()
    var mirror = try L1Mirror(scene.genesis)
    try catchUp(&mirror, scene.l1)
    let batches = scene.l1.forgetBatches()
    #expect(try !mirror.derive(scene.l1))
    #expect(mirror.trace.entryCount == 0)
    scene.l1.bring(batches)
    #expect(try mirror.derive(scene.l1))
    struct Liar: L1Source {
      func blocks(from first: UInt64) throws(L1SourceError) -> [L1Block] { [] }
      func batch(_ dataHash: Bytes32) throws(L1SourceError) -> [UInt8]? { [1] }
    }
    var other = try L1Mirror(scene.genesis)
    try catchUp(&other, scene.l1)
    let expected = scene.l1.chain.contracts.batchInbox.entries[0].dataHash
    #expect(throws: L1MirrorError.wrongBatch(expected: expected, found: SHA256.hash([1]))) { try other.derive(Liar()) }
  }

  @Test func `takes neither another chain nor blocks that break the L1's rules`() throws {
    let scene = try ChallengeScene()
    var other = try L1Mirror(scene.genesis.starting(at: 1))
    let (ours, theirs) = (scene.genesis.starting(at: 1).l1, scene.l1.chain.blocks[0].hash)
    let expected = L1MirrorError.otherGenesis(expected: L1Chain(genesis: ours).head.hash, found: theirs)
    #expect(throws: expected) { try catchUp(&other, scene.l1) }
    struct Liar: L1Source {
      let genesis: L1Block
      func blocks(from first: UInt64) throws(L1SourceError) -> [L1Block] {
        var block = L1Block()
        (block.number, block.timestampMs, block.parentHash) = (1, genesis.timestampMs, genesis.hash)
        return [genesis, block]
      }
      func batch(_ dataHash: Bytes32) throws(L1SourceError) -> [UInt8]? { nil }
    }
    let genesis = scene.l1.chain.blocks[0].block
    var mirror = try L1Mirror(scene.genesis)
    let (timeMs, rule) = (genesis.timestampMs, L1ReplayError.timeDoesNotRise)
    #expect(throws: L1MirrorError.block(rule(1, timeMs, timeMs))) { try mirror.follow(Liar(genesis: genesis)) }
    #expect(mirror.chain.blocks.count == 1)
    try catchUp(&mirror, scene.l1)
    expectSame(mirror, scene.l1, "after a liar")
  }
}
