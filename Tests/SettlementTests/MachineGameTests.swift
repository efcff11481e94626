import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import TestSupport
import Testing

/// Two actors on the L1 who both play as well as they can, one of them with a machine that is wrong once.
private struct MachineArena {
  let scene: CrashScene
  let lies: MachineTrace
  var chain: L1Chain
  /// Outcomes of the honest actor's transactions that were refused, but for those that came second.
  var refusals: [ContractRevert] = []
  /// The step that decided, by entry and step of the entry.
  var decidedBy: [DecidingStep] = []

  struct DecidingStep: Equatable {
    let entryIndex: UInt64?
    let stepIndex: UInt64
  }

  init(_ scene: CrashScene, against lie: Lie) throws {
    self.scene = scene
    lies = try scene.trace(telling: lie)
    chain = scene.rollup.chain
  }

  var contracts: Contracts { chain.contracts }

  mutating func submit(_ calls: [L1Call], from sender: Address) {
    for call in calls { chain.submit(call, from: sender) }
  }

  mutating func mine(after gapMs: UInt64) {
    let before = contracts
    let block = chain.mine(at: chain.head.block.timestampMs + gapMs)
    for (transaction, outcome) in zip(block.block.transactions.elements, block.outcomes) {
      if transaction.sender == CrashScene.honest, case .reverted(let revert) = outcome { refusals.append(revert) }
      if case .step(let call) = transaction.call, case .stepped(let index) = outcome {
        decidedBy.append(decidingStep(of: call, against: contracts.disputes[index], before))
      }
    }
  }

  private func decidingStep(of call: StepCall, against move: GameMove, _ contracts: Contracts) -> DecidingStep {
    let range = contracts.disputes.range(of: move.claimIndex, in: contracts.claims)
    let number = move.position.lastStep(leafDepth: contracts.disputes.rules.leafDepth)
    let (entry, step) = range.entryAndStep(call.isAttack ? number : number + 1)
    return DecidingStep(entryIndex: entry, stepIndex: step)
  }

  func plan(of address: Address, by trace: MachineTrace, claiming: Bool = true) throws -> [L1Call] {
    let claim = try Proposer(claimant: address, bondAtoms: CrashScene.bondAtoms).nextClaim(in: contracts, by: trace)
    let plan = Challenger(address: address, trace: trace).plan(in: contracts, at: chain.head.block.timestampMs + 1)
    #expect(plan.unknownClaims.isEmpty)
    return (claiming ? [claim].compactMap { $0 } : []) + plan.calls
  }

  /// Lets the honest actor alone, until all entries are settled.
  mutating func finish() throws -> Bool {
    for _ in 0..<200 {
      let calls = try plan(of: CrashScene.honest, by: scene.truth)
      if calls.isEmpty, isOver { return true }
      submit(calls, from: CrashScene.honest)
      mine(after: calls.isEmpty ? 19_000 : 1_000)
    }
    return false
  }

  private var isOver: Bool {
    (0..<contracts.disputes.moveCount).allSatisfy {
      let move = contracts.disputes[$0]
      return move.verdict != .open && (move.payoutAtoms == 0 || move.payee != CrashScene.honest)
    }
  }

  /// What must be so in the end, whatever was played.
  func checkThatTruthWon(_ comment: Comment) throws {
    for (index, claim) in contracts.claims.all.enumerated() {
      let isTrue = try scene.truth.root(afterEntry: claim.entryIndex) == claim.machineRoot
      let status = contracts.claims.status(of: UInt64(index))
      if !isTrue { #expect(status == .defeated, comment) }
      if claim.claimant == CrashScene.honest { #expect(status == .settled || status == .superseded, comment) }
    }
    let last = try #require(contracts.claims.lastSettled.index)
    #expect(contracts.claims.all[Int(last)].entryIndex == 2, comment)
    #expect(try contracts.claims.all[Int(last)].machineRoot == scene.truth.root(afterEntry: 2), comment)
    let harmless = refusals.allSatisfy {
      switch $0 {
      case .movedBefore, .disprovedBefore, .decidedBefore, .nothingToPay, .claimedBefore: true
      default: false
      }
    }
    #expect(harmless, "\(comment): \(refusals)")
    let (now, then) = (contracts.accounts[CrashScene.honest], scene.rollup.chain.contracts.accounts[CrashScene.honest])
    #expect(now.bondedAtoms == 0 && now.atoms >= then.atoms, comment)
  }
}

@Suite struct `A claim about a machine that was wrong once` {
  @Test(arguments: Fraud.all)
  func `is defeated by one step, although its maker plays as well as the honest challenger`(fraud: Fraud) throws {
    let scene = try CrashScene()
    let lie = try fraud.lie(scene)
    var arena = try MachineArena(scene, against: lie)
    func rootBefore(_ trace: MachineTrace) throws -> Bytes32 {
      guard lie.stepIndex > 0 else { return try trace.root(afterEntry: lie.entryIndex - 1) }
      return try trace.root(afterStep: lie.stepIndex - 1, ofEntry: lie.entryIndex)
    }
    #expect(try rootBefore(arena.lies) == rootBefore(scene.truth))
    #expect(try arena.lies.root(afterEntry: lie.entryIndex) != scene.truth.root(afterEntry: lie.entryIndex))
    for turn in 0..<40 {
      arena.submit(try arena.plan(of: CrashScene.liar, by: arena.lies, claiming: turn < 4), from: CrashScene.liar)
      arena.mine(after: 1_000)
      arena.submit(try arena.plan(of: CrashScene.honest, by: scene.truth), from: CrashScene.honest)
      arena.mine(after: 1_000)
    }
    #expect(try arena.finish())
    try arena.checkThatTruthWon("\(fraud)")
    let step = MachineArena.DecidingStep(entryIndex: lie.entryIndex, stepIndex: lie.stepIndex)
    #expect(arena.decidedBy.contains(step))
    #expect(arena.contracts.claims.all.contains { $0.claimant == CrashScene.liar && $0.entryIndex == lie.entryIndex })
  }
}

@Suite struct `Claims about the rollup's own machine` {
  /// One call that makes no sense, or just enough.
  private func anyCall(in arena: MachineArena, _ random: inout SplitMix64) throws -> L1Call? {
    let disputes = arena.contracts.disputes
    let now = arena.chain.head.block.timestampMs
    let open = (0..<disputes.moveCount).filter { disputes.isAnswerable(disputes[$0], at: now + 1) }
    guard let index = random.oneIn(2) ? open.last : open.randomElement(using: &random) else { return nil }
    let (move, leafDepth) = (disputes[index], disputes.rules.leafDepth)
    let range = disputes.range(of: move.claimIndex, in: arena.contracts.claims)
    let isAttack = move.position == .opening || random.oneIn(2)
    guard move.position.depth < leafDepth else {
      let number = move.position.lastStep(leafDepth: leafDepth)
      let (entry, step) = range.entryAndStep(isAttack ? number : number + 1)
      guard let entry else { return nil }
      var proof = try (random.oneIn(2) ? arena.lies : arena.scene.truth).proof(ofStep: step, ofEntry: entry)
      if random.oneIn(3) { proof[Int.random(in: proof.indices, using: &random)] ^= 1 }
      let hash = arena.contracts.batchInbox.entries[Int(entry)].bytesHash(ofStep: step)
      return .step(
        StepCall(move: move.identity, isAttack: isAttack, batchHash: hash, proof: try ByteList(proof)))
    }
    let place = isAttack ? move.position.attack : move.position.defense
    let number = place.lastStep(leafDepth: leafDepth)
    let roots = [
      try range.root(afterStep: number, by: arena.lies), try range.root(afterStep: number, by: arena.scene.truth),
      Bytes32(random.bytes(32)),
    ]
    let root = try #require(roots.randomElement(using: &random))
    return .move(MoveCall(answering: move.identity, isAttack: isAttack, machineRoot: root))
  }

  @Test(arguments: Seeds.all)
  func `survive whatever others do, if they are right`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let scene = try CrashScene(seed: seed)
    for game in 0..<4 {
      let fraud = try #require(Fraud.all.randomElement(using: &random))
      var arena = try MachineArena(scene, against: try fraud.lie(scene))
      for _ in 0..<24 {
        arena.submit(try arena.plan(of: CrashScene.honest, by: scene.truth), from: CrashScene.honest)
        if random.oneIn(2) { arena.mine(after: 1_000) }
        for _ in 0..<Int.random(in: 0..<3, using: &random) {
          guard let call = try anyCall(in: arena, &random) else { continue }
          arena.submit([call], from: CrashScene.liar)
        }
        arena.mine(after: 1_000)
      }
      #expect(try arena.finish(), "seed \(seed), game \(game), \(fraud)")
      try arena.checkThatTruthWon("seed \(seed), game \(game), \(fraud)")
    }
  }

  @Test func `are about the chain as it is after a reorg`() throws {
    var scene = try CrashScene()
    let old = (try scene.truth.root(afterEntry: 0), try scene.truth.root(afterEntry: 1))
    let entry = scene.rollup.chain.contracts.batchInbox.entries[1]
    let forgotten = scene.rollup.chain.reorg(depth: scene.rollup.chain.blocks.count - Int(entry.l1Number))
    scene.rollup.mine()
    try scene.truth.follow(scene.rollup.chain.contracts, reading: scene.rollup.chain.sidecars)
    #expect(scene.truth.entryCount == 1)
    #expect(throws: TraceGap(entryIndex: 1)) { try scene.truth.root(afterEntry: 1) }
    scene.rollup.chain.submit(forgotten[0].call, from: forgotten[0].sender)
    scene.rollup.mine()
    try scene.truth.follow(scene.rollup.chain.contracts, reading: Sidecars())
    #expect(scene.truth.entryCount == 1)
    try scene.truth.follow(scene.rollup.chain.contracts, reading: scene.rollup.chain.sidecars)
    #expect(scene.truth.entryCount == 2)
    #expect(try scene.truth.root(afterEntry: 0) == old.0)
    // The entry stands in another L1 block now.
    #expect(try scene.truth.root(afterEntry: 1) != old.1)
  }
}
