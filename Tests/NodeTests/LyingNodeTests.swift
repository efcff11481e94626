import Cryptography
import Dispatch
import JSON
import MockL1
import Settlement
import Testing

@testable import Node

@Suite struct `A challenger beside a node that lies` {
  @Test func `defeats its claim by the very step, over nothing but the node's own methods`() throws {
    let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    let lie = Corruption(block: 12, step: 5)
    let node = try DevnetNode(TestDirectory.configuration(1, 10, lie), genesis: genesis, store: NodeStore())
    let l1 = NodeLine(node: node, layer: .l1)
    var erin = try L1Challenger(try l1.l1.genesis(), playing: ChallengeScene.challenger)
    let before = node.engine.l1.contracts.accounts[ChallengeScene.challenger].atoms
    try node.queue.sync { try node.makeBlocks(60) }
    var facts: [ChallengerNote.Fact] = []
    for _ in 0..<300 {
      facts += try erin.catchUp(l1.l1)
      if node.engine.l1.contracts.accounts[ChallengeScene.challenger].atoms > before { break }
      // The L1's time waits for that of the blocks.
      try node.queue.sync {
        for _ in 0..<2 { try node.makeBlock(at: node.summary.timestampMs + 4_000) }
        try node.flush()
      }
    }
    let wrong = facts.compactMap { fact -> (claim: UInt64, entry: UInt64)? in
      guard case .claimIsWrong(let claim, let entry, DevnetKeys.sequencer.address, _, _) = fact else { return nil }
      return (claim, entry)
    }
    let first = try #require(wrong.first)
    #expect(facts.contains(.verdict(claimIndex: first.claim, entryIndex: first.entry, .defeated)))
    #expect(
      facts.contains {
        guard case .step(_, ChallengeScene.challenger, .step(let block, let step, _), _) = $0 else { return false }
        return block == lie.block && step == UInt64(lie.step)
      })
    // The liar asks for the same verdicts.
    let isHarmless = facts.allSatisfy { fact in
      guard case .reverted(let revert) = fact else { return true }
      if case .decidedBefore = revert { return true } else { return false }
    }
    #expect(isHarmless, "\(facts)")
    #expect(node.engine.l1.contracts.accounts[ChallengeScene.challenger].atoms > before)
  }
}
