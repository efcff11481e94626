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
      _ = l1.ask("dev_advance", 4)
    }
    let wrong = facts.compactMap {
      if case .claimIsWrong(let claim, let entry, DevnetKeys.sequencer.address, _, _) = $0 {
        (claim, entry)
      } else {
        nil
      }
    }
    let first = try #require(wrong.first)
    #expect(facts.contains(.verdict(claimIndex: first.0, entryIndex: first.1, .defeated)))
    #expect(
      facts.contains {
        guard case .step(_, ChallengeScene.challenger, .step(let block, let step, _), _) = $0 else { return false }
        return block == lie.block && step == UInt64(lie.step)
      })
    #expect(!facts.contains { if case .reverted = $0 { true } else { false } })
    #expect(node.engine.l1.contracts.accounts[ChallengeScene.challenger].atoms > before)
  }
}
