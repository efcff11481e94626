import Cryptography
import Ledger
import MockL1
import Node
import SSZ
import Settlement
import StateTransition
import Testing
import Units

@Suite struct `A sequencer in disputes` {
  private let stranger = DevelopmentKeys.all[4].address

  /// Lets time pass with a stranger at work until all is decided.
  private func play(
    _ scene: L1Scene, upToSeconds limit: Int, _ strangersCalls: (Contracts, UInt64) throws -> [L1Call]
  ) throws {
    for _ in 0..<(limit / 2) {
      let nextMs = scene.engine.l1.head.block.timestampMs + scene.genesis.l1BlockTimeMs
      for call in try strangersCalls(scene.engine.l1.contracts, nextMs) { try scene.send(call, from: stranger) }
      try scene.makeBlocks(1, everyMs: 2_000)
    }
  }

  @Test func `answers what others claim wrongly, and wins`() throws {
    let scene = try L1Scene()
    defer { scene.directory.remove() }
    try scene.makeBlocks(80)
    let contracts = scene.engine.l1.contracts
    let before = contracts.accounts[stranger]
    var wrong = ClaimCall()
    wrong.entryAccumulator = contracts.batchInbox.accumulators[1]
    wrong.machineRoot = SHA256.hash([1])
    wrong.bondAtoms = scene.genesis.l1.minimumBondAtoms
    try scene.send(.claim(wrong), from: stranger)
    try scene.makeBlocks(1, everyMs: 2_000)
    let index = try #require(
      scene.engine.l1.contracts.claims.all.firstIndex { $0.claimant == stranger }.map { UInt64($0) })
    try play(scene, upToSeconds: 900) { _, _ in [] }
    let after = scene.engine.l1.contracts
    #expect(after.claims.status(of: index) == .defeated)
    #expect(
      after.accounts[stranger].atoms == before.atoms - wrong.bondAtoms && after.accounts[stranger].bondedAtoms == 0)
    #expect(!scene.engine.hasLostClaim && scene.engine.heads.settled > 80)
    #expect(try scene.settled().difference == nil)
  }

  @Test func `defends its claims down to one step of the machine, and loses no bond`() throws {
    let scene = try L1Scene()
    defer { scene.directory.remove() }
    try scene.makeBlocks(40)
    var lies = MachineTrace(
      genesis: try scene.genesis.genesis.state(), rules: scene.genesis.rules,
      lie: Lie(entryIndex: 1, stepIndex: 9) { after, _ in after.lastBlock = SHA256.hash([1]) })
    try play(scene, upToSeconds: 1_200) { contracts, nextMs in
      try scene.follow(with: &lies)
      return Challenger(address: stranger, trace: lies).plan(in: contracts, at: nextMs).calls
    }
    let contracts = scene.engine.l1.contracts
    let claims = contracts.claims
    #expect(claims.all.indices.allSatisfy { claims.status(of: UInt64($0)) != .defeated } && claims.all.count > 10)
    let moves = (0..<contracts.disputes.moveCount).map { contracts.disputes[$0] }
    #expect(moves.contains { $0.position.depth == contracts.disputes.rules.leafDepth })
    let own = moves.filter { $0.claimant == DevnetKeys.sequencer.address && $0.position != .opening }
    #expect(own.count > 15 && own.allSatisfy { $0.verdict == .stands }, "\(own.count) moves")
    #expect(moves.filter { $0.claimant == stranger }.allSatisfy { $0.verdict == .countered })
    #expect(try scene.settled().difference == nil)
  }

  @Test func `that lies is caught at its step by anybody who derives the chain, and claims nothing more`() throws {
    let scene = try L1Scene(corruption: Corruption(block: 25, step: 2))
    defer { scene.directory.remove() }
    try scene.makeBlocks(40)
    var truth = MachineTrace(genesis: try scene.genesis.genesis.state(), rules: scene.genesis.rules)
    try play(scene, upToSeconds: 1_200) { contracts, nextMs in
      try scene.follow(with: &truth)
      return Challenger(address: stranger, trace: truth).plan(in: contracts, at: nextMs).calls
    }
    let contracts = scene.engine.l1.contracts
    #expect(scene.engine.hasLostClaim)
    let statuses = contracts.claims.all.indices.map { contracts.claims.status(of: UInt64($0)) }
    let first = try #require(statuses.firstIndex(of: .defeated))
    #expect(statuses[..<first].allSatisfy { $0 == .settled } && statuses[first...].allSatisfy { $0 == .defeated })
    let moves = (0..<contracts.disputes.moveCount).map { contracts.disputes[$0] }
    #expect(moves.contains { $0.isDisproved && $0.disprovedBy == stranger }, "one step decided it")
    #expect(moves.filter { $0.claimant == stranger }.allSatisfy { $0.verdict == .stands })
    #expect(contracts.accounts[stranger].atoms > scene.genesis.l1.balances[4].atoms)
  }
}
