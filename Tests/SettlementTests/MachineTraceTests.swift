import Cryptography
import Ledger
import MockL1
import Settlement
import Testing

@Suite struct `A trace of the machine` {
  /// The scene's chain with right claims about its three entries settled, and before that a wrong one about the first.
  private func settled(_ scene: CrashScene) throws -> (chain: L1Chain, wrongMove: Bytes32) {
    var chain = scene.rollup.chain
    let accumulator = chain.contracts.batchInbox.accumulators[1]
    let wrong = ClaimCall(
      parent: .none, parentIdentity: Bytes32(), entryIndex: 0, entryAccumulator: accumulator,
      machineRoot: Bytes32(), bondAtoms: CrashScene.bondAtoms)
    let proposer = Proposer(claimant: CrashScene.honest, bondAtoms: CrashScene.bondAtoms)
    func mine(after gapMs: UInt64) { chain.mine(at: chain.head.block.timestampMs + gapMs) }
    for _ in 0..<3 {
      let call = try #require(try proposer.nextClaim(in: chain.contracts, by: scene.truth))
      chain.submit(call, from: CrashScene.honest)
      mine(after: 1_000)
    }
    chain.submit(.claim(wrong), from: CrashScene.liar)
    mine(after: 50_000)
    mine(after: 55_000)
    for index: UInt64 in 0..<3 {
      chain.submit(.resolve(ResolveCall(move: chain.contracts.claims.identity(of: index))), from: CrashScene.honest)
    }
    mine(after: 1)
    #expect(chain.contracts.claims.lastSettled.index == 2)
    return (chain, chain.contracts.claims.identity(of: 3))
  }

  @Test(arguments: [0, 1, 2, 3])
  func `lets go of steps that nobody can dispute any more, but for the last entries'`(keptCount: Int) throws {
    let scene = try CrashScene()
    var (chain, wrongMove) = try settled(scene)
    var trace = MachineTrace(genesis: scene.rollup.genesis, rules: TestRollup.rules, keeping: keptCount)
    try trace.follow(chain.contracts, reading: chain.sidecars)
    #expect(trace.firstTracedEntry == 0, "the wrong claim about the first entry can still be disputed")
    chain.mine(at: chain.head.block.timestampMs + 100_000)
    chain.submit(.resolve(ResolveCall(move: wrongMove)), from: CrashScene.honest)
    chain.mine(at: chain.head.block.timestampMs + 1)
    #expect(chain.contracts.claims.isDecided(3))
    try trace.follow(chain.contracts, reading: Sidecars())
    #expect(trace.firstTracedEntry == UInt64(3 - keptCount) && trace.entryCount == 3)
    for entry: UInt64 in 0..<3 {
      #expect(try trace.root(afterEntry: entry) == scene.truth.root(afterEntry: entry))
      guard entry < trace.firstTracedEntry else {
        #expect(try trace.root(afterStep: 3, ofEntry: entry) == scene.truth.root(afterStep: 3, ofEntry: entry))
        continue
      }
      #expect(throws: TraceGap(entryIndex: entry)) { try trace.root(afterStep: 3, ofEntry: entry) }
      #expect(throws: TraceGap(entryIndex: entry)) { try trace.proof(ofStep: 3, ofEntry: entry) }
    }
    #expect(trace.firstStep(ofBlock: 3)?.entryIndex == (keptCount >= 2 ? 1 : nil))
  }

  @Test func `begins anew where a reorg makes disputable again what it has let go of`() throws {
    let scene = try CrashScene()
    var (chain, wrongMove) = try settled(scene)
    chain.mine(at: chain.head.block.timestampMs + 100_000)
    chain.submit(.resolve(ResolveCall(move: wrongMove)), from: CrashScene.honest)
    chain.mine(at: chain.head.block.timestampMs + 1)
    var trace = MachineTrace(genesis: scene.rollup.genesis, rules: TestRollup.rules, keeping: 0)
    try trace.follow(chain.contracts, reading: chain.sidecars)
    try trace.follow(chain.contracts, reading: Sidecars())
    #expect(trace.firstTracedEntry == 3 && trace.machine.derivation.batchCount == 3)
    _ = chain.reorg(depth: 1)
    try trace.follow(chain.contracts, reading: Sidecars())
    #expect(trace.entryCount == 0 && trace.firstTracedEntry == 0)
    try trace.follow(chain.contracts, reading: chain.sidecars)
    #expect(trace.entryCount == 3 && trace.firstTracedEntry == 0)
    #expect(try trace.proof(ofStep: 5, ofEntry: 1) == scene.truth.proof(ofStep: 5, ofEntry: 1))
  }
}
