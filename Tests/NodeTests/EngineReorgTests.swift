import Cryptography
import Ledger
import MockL1
import Node
import SSZ
import Sequencing
import Storage
import TestSupport
import Testing
import Units

/// An engine whose L1 is taken back, and what can be derived from what it leaves.
private struct ReorgScene {
  let directory: TestDirectory
  let engine: Engine

  init() throws {
    directory = try TestDirectory()
    engine = try Self.open(directory)
  }

  static func open(_ directory: TestDirectory) throws -> Engine {
    let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    let store = try NodeStore(directory: directory.path)
    if try NodeStore.genesis(in: directory.path) == nil { try NodeStore.write(genesis, to: directory.path) }
    return try Engine.open(
      genesis, policy: Engine.Policy(batchIntervalMs: 3_000, checkpointIntervalBlocks: 16), store: store)
  }

  func makeBlocks(_ count: Int, everyMs intervalMs: UInt64 = 250) throws {
    for _ in 0..<count { _ = try engine.seal(at: engine.state.clock.timestampMs + intervalMs, reports: []) }
    try engine.flush()
  }

  func deposit(_ atoms: UInt64, to beneficiary: Address) {
    engine.deposit(atoms, from: DevnetKeys.faucet.address, to: beneficiary)
  }

  /// Settles, and derives from the L1 alone.
  func settled() throws -> DerivationReport {
    try engine.settle()
    return try ChainFiles(reading: directory.path).derive()
  }
}

@Suite struct `A reorg under a running engine` {
  @Test(arguments: Array(1...8))
  func `of any depth, at any moment, leaves a chain that derives from the L1 alone`(depth: Int) throws {
    var remadeCount = 0
    for phase in 0..<4 {
      let scene = try ReorgScene()
      defer { scene.directory.remove() }
      try scene.makeBlocks(80)
      scene.deposit(5, to: DevnetKeys.sequencer.address)
      try scene.makeBlocks(4 * phase + 1)
      scene.deposit(7, to: DevnetKeys.faucet.address)
      try scene.makeBlocks(10)
      let before = (head: scene.engine.heads.unsafe, hash: scene.engine.sequencer.execution.lastBlock)
      let totals = scene.engine.state.totals
      let l1Head = scene.engine.l1.head
      let reorg = try scene.engine.reorgL1(depth: depth)
      let comment: Comment = "depth \(depth), phase \(phase)"
      #expect(scene.engine.heads.unsafe == before.head && scene.engine.durableHead == before.head, comment)
      #expect((scene.engine.sequencer.execution.lastBlock == before.hash) == reorg.remade.isEmpty, comment)
      #expect(scene.engine.state.totals == totals, comment)
      #expect(scene.engine.l1.blocks[Int(l1Head.block.number)].hash != l1Head.hash, comment)
      remadeCount += reorg.remade.count
      try scene.makeBlocks(20)
      let report = try scene.settled()
      #expect(report.difference == nil && report.unposted == 0 && report.claims == report.batches, comment)
      var state = scene.engine.state
      #expect(report.blocks == before.head + 20 && report.stateRoot == state.root(), comment)
    }
    #expect(remadeCount > 0 || depth < 3)
  }

  @Test func `makes blocks again, in a new epoch, that had read messages which come again elsewhere`() throws {
    let scene = try ReorgScene()
    defer { scene.directory.remove() }
    try scene.makeBlocks(40)
    scene.deposit(5, to: DevnetKeys.faucet.address)
    try scene.makeBlocks(20)
    let blocks = try (1...60).compactMap { try scene.engine.block($0) }
    let read = try #require(blocks.first { $0.header.inboxRead == 1 })
    let old = try #require(try scene.engine.block(60))
    let reorg = try scene.engine.reorgL1(depth: 4)
    #expect(reorg.lastKept == read.header.number - 1 && reorg.remade.count == 61 - Int(read.header.number))
    let new = try #require(try scene.engine.block(60))
    #expect(new.hash != old.hash && new.header.epoch == old.header.epoch + 1)
    #expect(new.header.timestampMs == old.header.timestampMs && new.header.inboxRead == 1)
    let kept = try #require(try scene.engine.block(reorg.lastKept))
    #expect(kept.header.epoch == 0 && scene.engine.state.totals.deposited.atoms > 5)
    #expect(try scene.settled().difference == nil)
  }

  @Test func `lasts while the L1 is congested: the messages come when there is room again`() throws {
    let scene = try ReorgScene()
    defer { scene.directory.remove() }
    try scene.makeBlocks(40)
    let deposited = scene.engine.state.totals.deposited
    scene.deposit(5, to: DevnetKeys.faucet.address)
    try scene.makeBlocks(20)
    scene.engine.congestL1(blockCount: 4)
    _ = try scene.engine.reorgL1(depth: 4)
    #expect(scene.engine.state.inbox.read == 0 && scene.engine.state.totals.deposited == deposited)
    try scene.makeBlocks(60)
    #expect(scene.engine.state.inbox.read == 1)
    #expect(try scene.settled().difference == nil)
  }

  @Test func `goes as deep as what is final, and no deeper`() throws {
    let scene = try ReorgScene()
    defer { scene.directory.remove() }
    try scene.makeBlocks(8)
    #expect(scene.engine.reorgLimit == 0)
    for _ in 0..<400 { try scene.makeBlocks(1) }
    let limit = scene.engine.reorgLimit
    #expect(limit == 16 && scene.engine.heads.finalized > 0)
    let (finalized, head) = (scene.engine.heads.finalized, scene.engine.l1.head.hash)
    #expect(throws: Engine.ReorgRefusal.tooDeep(limit: limit)) { try scene.engine.reorgL1(depth: limit + 1) }
    #expect(throws: Engine.ReorgRefusal.tooDeep(limit: limit)) { try scene.engine.reorgL1(depth: -1) }
    #expect(scene.engine.l1.head.hash == head)
    _ = try scene.engine.reorgL1(depth: limit)
    #expect(scene.engine.heads.finalized == finalized)
    #expect(try scene.settled().difference == nil)
  }

  @Test func `that a crash interrupts is carried through at the next start`() throws {
    let scene = try ReorgScene()
    defer { scene.directory.remove() }
    try scene.makeBlocks(40)
    scene.deposit(5, to: DevnetKeys.faucet.address)
    try scene.makeBlocks(20)
    let blocks = scene.engine.l1.head.block.number
    let other = try TestDirectory()
    defer { other.remove() }
    try scene.directory.copy(to: other)
    do {
      // The L1 is taken back on disk, and nothing else was.
      let store = try NodeStore(directory: other.path)
      try store.l1.rollback(toBlock: blocks - 4)
    }
    let engine = try ReorgScene.open(other)
    #expect(engine.heads.unsafe == 60 && engine.state.inbox.read == 0)
    _ = try engine.seal(at: engine.state.clock.timestampMs + 250, reports: [])
    try engine.settle()
    let report = try ChainFiles(reading: other.path).derive()
    #expect(report.difference == nil && report.blocks == 61)
  }
}

@Suite struct `The heads of a chain` {
  @Test func `follow each other: sealed, posted, claimed, final, settled`() throws {
    let scene = try ReorgScene()
    defer { scene.directory.remove() }
    var last = scene.engine.heads
    var moved = (finalized: 0, settled: 0)
    for _ in 0..<500 {
      try scene.makeBlocks(1, everyMs: 1_000)
      let heads = scene.engine.heads
      #expect(heads.unsafe >= heads.safe && heads.safe >= heads.claimed && heads.claimed >= heads.settled)
      #expect(heads.safe >= heads.finalized && heads.finalized >= last.finalized && heads.settled >= last.settled)
      if heads.finalized > last.finalized { moved.finalized += 1 }
      if heads.settled > last.settled { moved.settled += 1 }
      last = heads
    }
    #expect(moved.finalized > 3 && moved.settled > 3)
  }

  @Test func `stay the same over a restart`() throws {
    let scene = try ReorgScene()
    defer { scene.directory.remove() }
    try scene.makeBlocks(400)
    try scene.engine.settle()
    let copy = try TestDirectory()
    defer { copy.remove() }
    try scene.directory.copy(to: copy)
    #expect(try ReorgScene.open(copy).heads == scene.engine.heads)
  }
}
