import Cryptography
import Foundation
import Ledger
import Node
import Storage
import Testing

/// A data directory on which one engine after the other is opened, as after a crash: only what was flushed is left.
private struct EngineDirectory {
  let path: String
  let policy = Engine.Policy(batchIntervalMs: 2_000)
  let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("plimsoll-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try NodeStore.write(genesis, to: path)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  func open() throws -> Engine { try Engine.open(genesis, policy: policy, store: NodeStore(directory: path)) }
}

extension Engine {
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
}
