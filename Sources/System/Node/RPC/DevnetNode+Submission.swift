import Cryptography
import JSON
import Ledger
import SSZ
import Sequencing
import Settlement

// Transactions and what becomes of them. All of it runs on the node's queue.
extension DevnetNode {
  func submit(_ bytes: [UInt8], waiting: Bool, _ reply: @escaping RPCMethod.Reply) throws(RPCError) {
    try checkIsAlive()
    let item: PooledItem
    do throws(Refusal) { item = try PooledItem(bytes, domain: engine.domain) } catch { throw RPCError(error) }
    let answer: @Sendable (SubmissionResult) -> Void = { result in
      switch result {
      case .success(let entry):
        if let refusal = entry.receipt.refusal {
          let facts: JSONObject = [
            "hash": .hash(entry.hash), "block": .count(entry.block), "index": .count(entry.receipt.index),
            "soft": self.softReceiptJSON(entry),
          ]
          reply(.failure(RPCError(refusal, facts: facts)))
        } else {
          reply(.success(self.receiptJSON(entry)))
        }
      case .failure(let error): reply(.failure(error))
      }
    }
    guard !waiting else {
      if submit(item, answer) { hasArrived() }
      return
    }
    if submit(item, { if case .failure = $0 { answer($0) } }) {
      reply(.success(["hash": .hash(item.hash), "status": "waiting"]))
      hasArrived()
    } else if isInBlock(item.hash) {
      reply(.success(["hash": .hash(item.hash), "status": "known"]))
    }
  }

  /// A receipt with the sequencer's promise.
  func receiptJSON(_ entry: ReceiptIndex.Entry) -> JSONValue {
    guard var object = entry.json.objectValue else { return .null }
    object["soft"] = softReceiptJSON(entry)
    return .object(object)
  }

  /// Signed when it is asked for: a run that nobody asks about signs blocks only.
  ///
  /// - Precondition: the block is durable, or the promise could be broken by a crash.
  private func softReceiptJSON(_ entry: ReceiptIndex.Entry) -> JSONValue {
    precondition(entry.block <= engine.durableHead, "block \(entry.block) is promised before it is durable")
    let receipt = SoftReceipt(
      transaction: entry.hash, block: entry.block, blockHash: entry.blockHash, index: entry.receipt.index,
      status: entry.receipt.status, voidUnlessOnL1ByMs: entry.timestampMs + engine.genesis.rules.maxBackdateMs)
    return [
      "blockHash": .hash(receipt.blockHash), "voidUnlessOnL1By": .count(receipt.voidUnlessOnL1ByMs),
      "sequencer": .string(engine.sequencer.address.checksummed),
      "signature": .string(Hex.encode(engine.sequencer.sign(receipt).bytes65)),
    ]
  }
}
