import Cryptography
import Foundation
import Ledger
import Node
import Storage
import Testing

/// A data directory on which one engine after the other is opened, as after a crash: only what was flushed is left.
private struct EngineDirectory {
  let path: String
  var policy = Engine.Policy(batchIntervalMs: 2_000)
  let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)

  init(batchLimitBlocks: Int = .max) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("plimsoll-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try NodeStore.write(genesis, to: path)
    policy.batchLimitBlocks = batchLimitBlocks
    if batchLimitBlocks < .max { policy.batchIntervalMs = .max / 2 }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  func open() throws -> Engine { try Engine.open(genesis, policy: policy, store: NodeStore(directory: path)) }

  func derived() throws -> DerivationReport { try ChainFiles(reading: path).derive() }
}

extension Engine {
  fileprivate func makeBlocks(_ count: Int) throws {
    for _ in 0..<count { _ = try seal(at: state.clock.timestampMs + 250, reports: []) }
    try flush()
  }

  fileprivate func depositOne() { deposit(1_000_000, from: DevnetKeys.faucet.address, to: DevnetKeys.faucet.address) }
}

@Suite struct `An engine and its L1` {
  @Test func `keep a message before the block that reads it`() throws {
    let directory = try EngineDirectory()
    defer { directory.remove() }
    let engine = try directory.open()
    engine.depositOne()
    try engine.mineL1()
    _ = try engine.seal(at: 1_700_000_010_000, reports: [])
    #expect(engine.state.inbox.read == 1)
    #expect(try L1Store(reading: directory.path).counts.messages == 1)
    #expect(try ChainStore(reading: directory.path).log.last == nil, "the block itself waits for a flush")
  }

  @Test(arguments: [1, 2, 3, 8])
  func `agree on the root after a batch that is full`(limit: Int) throws {
    let directory = try EngineDirectory(batchLimitBlocks: limit)
    defer { directory.remove() }
    let engine = try directory.open()
    try engine.makeBlocks(25)
    try engine.settle()
    let report = try directory.derived()
    #expect(report.difference == nil)
    #expect(report.blocks == 25 && report.batches == UInt64((25 + limit - 1) / limit))
    #expect(report.claims == report.batches)
  }

  /// What the L1 has not included by then, it loses.
  @Test func `go on after a crash that leaves more blocks than a batch holds`() throws {
    for blocks in 1...24 {
      let directory = try EngineDirectory(batchLimitBlocks: 3)
      defer { directory.remove() }
      try directory.open().makeBlocks(blocks)
      let engine = try directory.open()
      #expect(engine.heads.unsafe == UInt64(blocks) && engine.heads.safe == UInt64(blocks), "\(blocks) blocks")
      try engine.makeBlocks(1)
      try engine.settle()
      let report = try directory.derived()
      #expect(report.difference == nil && report.blocks == UInt64(blocks) + 1 && report.claims == report.batches)
    }
  }

  /// Half an hour, in the genesis that devnets are given.
  @Test func `go on after a pause that is longer than a block may wait`() throws {
    let directory = try EngineDirectory()
    defer { directory.remove() }
    try directory.open().makeBlocks(5)
    let engine = try directory.open()
    let later = engine.state.clock.timestampMs + 3_600_000
    _ = try engine.seal(at: later, reports: [])
    try engine.settle()
    let report = try directory.derived()
    #expect(report.difference == nil && report.blocks == 6)
  }

  @Test func `stay together in time, however many L1 blocks are asked for`() throws {
    let engine = try Engine.open(
      DevnetGenesis.standard.starting(at: 1_700_000_000_000), policy: Engine.Policy(batchIntervalMs: 2_000),
      store: NodeStore())
    try engine.makeBlocks(1)
    for _ in 0..<1_000 {
      engine.depositOne()
      try engine.mineL1()
    }
    try engine.makeBlocks(20)
    try engine.settle()
    #expect(engine.state.inbox.read == 1_000)
  }
}
