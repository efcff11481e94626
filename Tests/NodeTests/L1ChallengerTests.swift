import Cryptography
import Ledger
import MockL1
import Node
import Settlement
import Testing

@Suite struct `A challenger that has only the genesis and the L1` {
  /// Lets both play until dave's claim is decided and erin has nothing left to do.
  private func play(
    _ scene: ChallengeScene, _ erin: inout L1Challenger, between: (Int) throws -> Void = { _ in }
  ) throws -> [ChallengerNote.Fact] {
    let lies = try scene.trace(telling: ChallengeScene.lie)
    var facts: [ChallengerNote.Fact] = []
    for round in 0..<200 {
      try scene.playLiar(lies)
      facts += try erin.catchUp(scene.l1)
      // What waits is not sent again.
      let sentCount = scene.l1.sentCount
      facts += try erin.catchUp(scene.l1)
      #expect(scene.l1.sentCount == sentCount)
      scene.l1.mine(after: scene.l1.chain.pending.isEmpty ? 60_000 : 12_000)
      try between(round)
      guard scene.verdict == .defeated, scene.l1.chain.pending.isEmpty else { continue }
      let more = try erin.catchUp(scene.l1)
      facts += more
      let disputes = scene.l1.chain.contracts.disputes
      let isPaid = (0..<disputes.moveCount).allSatisfy {
        disputes[$0].payee != ChallengeScene.challenger || disputes[$0].payoutAtoms == 0
      }
      if isPaid, scene.l1.chain.pending.isEmpty { return facts }
    }
    return facts
  }

  private func expectVictory(_ scene: ChallengeScene, _ facts: [ChallengerNote.Fact], since before: L1Account) throws {
    #expect(scene.verdict == .defeated)
    let after = scene.l1.chain.contracts.accounts[ChallengeScene.challenger]
    #expect(after.atoms > before.atoms && after.bondedAtoms == 0)
    let wrong = facts.filter { if case .claimIsWrong = $0 { true } else { false } }
    #expect(wrong.count >= 1)
    let place = try scene.trace().place(ofStep: 9, ofEntry: 2)
    #expect(
      facts.contains {
        if case .step(_, ChallengeScene.challenger, place, let bytes) = $0 { bytes > 100 } else { false }
      })
    #expect(facts.contains { if case .verdict(_, 2, .defeated) = $0 { true } else { false } })
  }

  @Test func `finds a wrong claim, plays it down to the step of the lie, and is paid for it`() throws {
    let scene = try ChallengeScene()
    var erin = try scene.erin()
    let before = scene.l1.chain.contracts.accounts[ChallengeScene.challenger]
    let facts = try play(scene, &erin)
    try expectVictory(scene, facts, since: before)
    #expect(!facts.contains { if case .reverted = $0 { true } else { false } })
    let moves = facts.compactMap {
      if case .move(_, _, _, _, _, let remaining) = $0 { remaining } else { nil }
    }
    #expect(moves.count > 20)
    let last = try #require(moves.last)
    #expect(last.firstEntry == 2 && last.lastEntry == 2)
    let rights = facts.filter { if case .claimIsRight = $0 { true } else { false } }
    #expect(rights.count >= 3)
  }

  @Test func `wins over reorgs, with what was in them sent again or not`() throws {
    let scene = try ChallengeScene()
    var erin = try scene.erin()
    let before = scene.l1.chain.contracts.accounts[ChallengeScene.challenger]
    var reorgCount = 0
    let facts = try play(scene, &erin) { round in
      guard round.isMultiple(of: 4), round > 0, round < 30 else { return }
      scene.l1.reorg(depth: 2 + round % 3, sendingAgain: round.isMultiple(of: 8))
      reorgCount += 1
    }
    try expectVictory(scene, facts, since: before)
    let noted = facts.filter { if case .reorg = $0 { true } else { false } }
    #expect(noted.count == reorgCount)
  }

  @Test func `sends again what the end of a node has lost, and only that`() throws {
    let scene = try ChallengeScene()
    var erin = try scene.erin()
    let before = scene.l1.chain.contracts.accounts[ChallengeScene.challenger]
    var facts: [ChallengerNote.Fact] = []
    let lies = try scene.trace(telling: ChallengeScene.lie)
    try scene.playLiar(lies)
    scene.l1.mine()
    _ = try erin.catchUp(scene.l1)
    #expect(scene.l1.sentCount == 1)
    scene.l1.isDown = true
    #expect(throws: L1MirrorError.source(.unreachable("it is down"))) { try erin.turn(on: scene.l1) }
    scene.l1.restart()
    scene.l1.isDown = false
    facts += try erin.catchUp(scene.l1)
    #expect(facts == [.lost(transactionCount: 1)])
    #expect(scene.l1.sentCount == 2 && scene.l1.chain.pending.count == 1)
    facts += try play(scene, &erin)
    try expectVictory(
      scene, facts + [.claimIsWrong(claimIndex: 0, entryIndex: 0, by: .zero, found: Bytes32(), right: Bytes32())],
      since: before)
  }

  @Test func `tells of everything once, also of what it saw before the node went away`() throws {
    let scene = try ChallengeScene()
    scene.l1.pageLimit = 100
    var erin = try scene.erin()
    func everything() throws -> (blockCount: Int, facts: [ChallengerNote.Fact]) {
      var all: (blockCount: Int, facts: [ChallengerNote.Fact]) = (0, [])
      scene.l1.isBare = true
      while true {
        let turn: L1Challenger.Turn
        do throws(L1MirrorError) { turn = try erin.turn(on: scene.l1) } catch {
          #expect(error == .source(.unreachable("it is bare")))
          scene.l1.isBare = false
          continue
        }
        all.blockCount += turn.blockCount
        all.facts += turn.notes.map(\.fact)
        guard turn.isCaughtUp else { continue }
        #expect(!scene.l1.isBare)
        return all
      }
    }
    let first = try everything()
    #expect(first.blockCount == scene.l1.chain.blocks.count - 1)
    #expect(first.facts.count == scene.l1.chain.contracts.claims.all.count)
    let depth = scene.l1.chain.blocks.count - 2
    scene.l1.reorg(depth: depth)
    scene.l1.mine()
    let second = try everything()
    #expect(second.blockCount == depth + 1 && second.facts.first == .reorg(blockCount: depth))
    #expect(second.facts.count == 1 + scene.l1.chain.contracts.claims.all.count)
  }

  @Test func `claims what is right where nobody does, on its own trace alone`() throws {
    let scene = try ChallengeScene()
    var erin = try scene.erin(proposing: true)
    for _ in 0..<30 {
      _ = try erin.catchUp(scene.l1)
      scene.l1.mine()
    }
    let claims = scene.l1.chain.contracts.claims.all
    let own = claims.filter { $0.claimant == ChallengeScene.challenger }
    #expect(own.map(\.entryIndex) == Array(UInt64(5 - own.count)..<5) && !own.isEmpty)
    let truth = try scene.trace()
    for claim in own { #expect(try truth.root(afterEntry: claim.entryIndex) == claim.machineRoot) }
    #expect(Set(claims.map(\.entryIndex)).count == 5 && claims.count == 5)
  }

  @Test func `does not repeat at once what the L1 refuses`() throws {
    let scene = try ChallengeScene()
    // Nobody has given this address a token.
    var challenger = try L1Challenger(scene.genesis, playing: Address([UInt8](repeating: 7, count: 20)))
    let lies = try scene.trace(telling: ChallengeScene.lie)
    try scene.playLiar(lies)
    scene.l1.mine()
    var facts: [ChallengerNote.Fact] = []
    for _ in 0..<12 {
      facts += try challenger.catchUp(scene.l1)
      scene.l1.mine(after: 1_000)
    }
    let refusals = facts.filter { if case .reverted(.insufficientBalance) = $0 { true } else { false } }
    #expect(refusals.count == 1 && scene.l1.sentCount == 1)
    for _ in 0..<12 {
      facts += try challenger.catchUp(scene.l1)
      scene.l1.mine(after: 1_000)
    }
    #expect(scene.l1.sentCount == 2)
  }
}
