import Cryptography
import Ledger
import MockL1
import Node
import SSZ
import Sequencing
import Storage
import Testing
import Units

@Suite struct `A sequencer whose L1 goes on without it` {
  private let anybody = DevelopmentKeys.all[0].address

  @Test(arguments: [-1, 0, 1])
  func `takes in what was forced exactly from the deadline on, and makes its own blocks once more behind it`(
    blocksAfterDeadline: Int
  ) throws {
    let scene = try L1Scene(delayBlocks: 6)
    defer { scene.directory.remove() }
    let engine = scene.engine
    try scene.makeBlocks(43)
    let (safe, head, epoch) = (engine.heads.safe, engine.heads.unsafe, engine.sequencer.epoch)
    #expect(head > safe)
    let old = try (safe + 1...head).map { try #require(try engine.block($0)) }
    scene.deposit(7)
    for _ in 0..<(6 + blocksAfterDeadline) { try engine.mineL1() }
    try scene.send(.forceInclude, from: anybody)
    try engine.mineL1()
    let rebuilds = engine.takeRebuilds()
    guard blocksAfterDeadline >= 0 else {
      #expect(rebuilds.isEmpty && engine.heads.unsafe == head && engine.state.inbox.read == 0)
      #expect(try scene.settled().difference == nil)
      return
    }
    let rebuilt = try #require(rebuilds.first)
    #expect(rebuilds.count == 1 && rebuilt.lastKept == safe && rebuilt.blocks.count == old.count + 1)
    #expect(rebuilt.blocks[0].inputs.messages.count == 1 && rebuilt.blocks[0].header.epoch == epoch)
    for (old, new) in zip(old, rebuilt.blocks.dropFirst()) {
      #expect(new.header.number == old.header.number + 1 && new.header.epoch == epoch + 1)
      #expect(new.inputs.items == old.inputs.items && new.inputs.reports == old.inputs.reports)
    }
    #expect(engine.state.inbox.read == 1 && engine.durableHead == head + 1 && engine.heads.safe == safe + 1)
    try scene.makeBlocks(20)
    let report = try scene.settled()
    #expect(report.difference == nil && report.unposted == 0 && report.blocks == engine.heads.unsafe)
    #expect(report.claims == report.batches)
  }

  @Test func `forces messages in by itself where its own batches come too late for them`() throws {
    let scene = try L1Scene(delayBlocks: 6)
    defer { scene.directory.remove() }
    let engine = scene.engine
    try scene.makeBlocks(43)
    scene.deposit(7)
    try engine.mineL1()
    try engine.post()
    engine.congestL1(blockCount: 9)
    try scene.makeBlocks(120)
    #expect(engine.takeRebuilds().count == 1)
    #expect(engine.l1.contracts.batchInbox.entries.count { $0.kind == .forced } == 1)
    #expect(engine.heads.safe > 50 && engine.state.inbox.read == 1)
    let report = try scene.settled()
    #expect(report.difference == nil && report.unposted == 0)
  }

  @Test func `dates blocks anew that the L1 took in too late, and takes no orders meanwhile`() throws {
    let scene = try L1Scene(maxBackdateMs: 20_000)
    defer { scene.directory.remove() }
    let engine = scene.engine
    try scene.makeBlocks(40)
    #expect(engine.admitsItems)
    engine.congestL1(blockCount: 20)
    try scene.makeBlocks(100)
    #expect(!engine.admitsItems)
    try scene.makeBlocks(140)
    #expect(engine.admitsItems && !engine.takeRebuilds().isEmpty)
    #expect(engine.heads.safe > 250)
    let report = try scene.settled()
    #expect(report.difference == nil && report.unposted == 0 && report.blocks == 280, "\(report)")
  }

  @Test(arguments: [0, 1, 5])
  func `dates blocks anew that were in no batch yet when the L1's time went on`(waitingCount: Int) throws {
    let scene = try L1Scene(maxBackdateMs: 20_000)
    defer { scene.directory.remove() }
    try scene.makeBlocks(13)
    try scene.engine.post()
    try scene.engine.mineL1()
    try scene.makeBlocks(waitingCount)
    try scene.engine.advanceL1(to: scene.engine.state.clock.timestampMs + 40_000)
    #expect(scene.engine.takeRebuilds().count == (waitingCount > 0 ? 1 : 0))
    try scene.makeBlocks(20)
    let report = try scene.settled()
    #expect(report.difference == nil && report.unposted == 0 && report.blocks == UInt64(33 + waitingCount), "\(report)")
  }

  @Test func `goes on after a crash between the L1's word and its own`() throws {
    let scene = try L1Scene(delayBlocks: 4)
    defer { scene.directory.remove() }
    try scene.makeBlocks(43)
    let head = scene.engine.heads.unsafe
    let copy = try TestDirectory()
    defer { copy.remove() }
    try scene.directory.copy(to: copy)
    scene.deposit(7)
    for _ in 0..<4 { try scene.engine.mineL1() }
    try scene.send(.forceInclude, from: anybody)
    try scene.engine.mineL1()
    try scene.engine.flush()
    do {
      // The L1 is further than the log.
      let store = try NodeStore(directory: copy.path)
      try store.append(blocksOf: scene.store)
    }
    let other = try L1Scene(copy, scene.genesis, scene.policy)
    #expect(other.engine.heads.unsafe == head + 1 && other.engine.state.inbox.read == 1)
    #expect(other.engine.sequencer.execution.lastBlock == scene.engine.sequencer.execution.lastBlock)
    let report = try other.settled()
    #expect(report.difference == nil && report.blocks == head + 1)
  }

  @Test func `has all of its posted blocks back from the L1 when its own files are lost`() throws {
    let scene = try L1Scene(delayBlocks: 4)
    defer { scene.directory.remove() }
    try scene.makeBlocks(30)
    scene.deposit(7)
    try scene.makeBlocks(40)
    #expect(try scene.settled().difference == nil)
    let copy = try TestDirectory()
    defer { copy.remove() }
    try scene.directory.copy(to: copy)
    try copy.deleteBlocks(upTo: 70)
    let other = try L1Scene(copy, scene.genesis, scene.policy)
    #expect(other.engine.heads.unsafe == 70)
    #expect(other.engine.sequencer.execution.lastBlock == scene.engine.sequencer.execution.lastBlock)
    try other.makeBlocks(10)
    let report = try other.settled()
    #expect(report.difference == nil && report.blocks == 80)
  }
}

extension NodeStore {
  /// Takes over the L1 blocks that another store has and this one lacks.
  fileprivate func append(blocksOf other: NodeStore) throws {
    let counts = try l1.counts
    let entries = try other.l1.entries(from: counts.entries, limit: 1_000)
    let messages = try other.l1.messages(from: counts.messages, limit: 1_000)
    let claims = try other.l1.claims(from: counts.claims, limit: 1_000)
    for block in try other.l1.blocks(from: (try l1.last?.number ?? 0) + 1, limit: 1_000) {
      try l1.append(
        L1Contents(
          block: block, entries: entries.filter { $0.l1Block == block.number },
          messages: messages.filter { $0.l1Block == block.number },
          claims: claims.filter { $0.l1Block == block.number }))
    }
  }
}
