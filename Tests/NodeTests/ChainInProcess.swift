import Cryptography
import MockL1
import Node

/// An L1 in the same process: it mines, reorders and forgets when a test says so.
final class ChainInProcess: L1Access {
  var chain: L1Chain
  /// Blocks that come at once.
  var pageLimit = 5
  /// Whether nobody answers.
  var isDown = false
  /// Whether the bytes of batches are not to be had.
  var isBare = false
  private(set) var sentCount = 0
  private var batches: Sidecars

  /// - Parameter batches: the bytes of its entries.
  init(_ chain: L1Chain, batches: Sidecars) {
    self.chain = chain
    self.batches = batches
  }

  func mine(after gapMs: UInt64 = 12_000) {
    chain.mine(at: chain.head.block.timestampMs + gapMs)
  }

  /// Takes blocks back, puts as many others in their place, and sends what they held again.
  func reorg(depth: Int, sendingAgain: Bool = true) {
    let forgotten = chain.reorg(depth: depth)
    for _ in 0..<depth { mine(after: 12_001) }
    guard sendingAgain else { return }
    for transaction in forgotten { chain.submit(transaction.call, from: transaction.sender) }
  }

  func blocks(from first: UInt64) throws(L1SourceError) -> [L1Block] {
    guard !isDown else { throw .unreachable("it is down") }
    return chain.blocks.dropFirst(Int(first)).prefix(pageLimit).map(\.block)
  }

  func batch(_ dataHash: Bytes32) throws(L1SourceError) -> [UInt8]? {
    guard !isBare else { throw .unreachable("it is bare") }
    return batches[dataHash]
  }

  func forgetBatches() -> Sidecars {
    defer { batches = Sidecars() }
    return batches
  }

  func bring(_ batches: Sidecars) { self.batches = batches }

  func send(_ calls: [L1Call], from sender: Address) throws(L1SourceError) -> [UInt64] {
    guard !isDown else { throw .unreachable("it is down") }
    sentCount += calls.count
    for case .step(let call) in calls { if let data = batches[call.batchHash] { chain.sidecars.insert(data) } }
    return calls.map { chain.submit($0, from: sender).nonce }
  }

  func isKnown(nonce: UInt64, of sender: Address) throws(L1SourceError) -> Bool {
    nonce < chain.contracts.accounts[sender].nonce
      || chain.pending.contains { $0.sender == sender && $0.nonce == nonce }
  }

  /// As a node that ends: what waits is gone.
  func restart() { _ = chain.reorg(depth: 0) }
}
