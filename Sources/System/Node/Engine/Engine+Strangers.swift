import Cryptography
import MockL1
import SSZ
import Settlement
import Storage

// The L1 for others than the sequencer: what they send to it through this node, and what they look up.
extension Engine {
  /// Why a transaction is not sent on. Nothing has happened then.
  public enum SendRefusal: Error, Equatable, Sendable {
    /// It could not go on if somebody else used its nonces and its bonds.
    case sequencersOwn
    /// Only its poster has the bytes that travel beside a batch.
    case batch
    /// No entry of the L1 has the bytes that a step takes in.
    case unknownBatch(dataHash: Bytes32)
  }

  /// Where a transaction stands that somebody has sent.
  public enum TransactionStanding: Sendable {
    case waiting(L1Transaction)
    /// In a durable block.
    case included(L1Transaction, l1Number: UInt64, L1Outcome)
    /// Never heard of, or forgotten: what waits for a block does not outlive the node.
    case unknown
  }

  /// Sends transactions to the L1, all or none, and lets it go on until they are included; not while it is congested.
  ///
  /// To be shown to anybody only after `flush`.
  public func send(_ requests: [(sender: Address, call: L1Call)]) throws -> [L1Transaction] {
    for request in requests { try check(request.call, from: request.sender) }
    let sent = requests.map { l1.submit($0.call, from: $0.sender) }
    var waiting = sent
    while !waiting.isEmpty, !l1.isCongested {
      try mineL1()
      let rest = waiting.filter { l1.pending.contains($0) }
      guard rest.count < waiting.count else { break }
      waiting = rest
    }
    return sent
  }

  /// What became of a transaction.
  public func standing(of sender: Address, nonce: UInt64) -> TransactionStanding {
    func isIt(_ transaction: L1Transaction) -> Bool { transaction.sender == sender && transaction.nonce == nonce }
    if let waiting = l1.pending.first(where: isIt) { return .waiting(waiting) }
    guard nonce < l1.contracts.accounts[sender].nonce else { return .unknown }
    for block in l1.blocks.reversed() {
      guard let index = block.block.transactions.elements.firstIndex(where: isIt) else { continue }
      let transaction = block.block.transactions.elements[index]
      guard block.block.number <= durableL1Head else { return .waiting(transaction) }
      return .included(transaction, l1Number: block.block.number, block.outcomes[index])
    }
    return .unknown
  }

  /// The last L1 block that is durable.
  public var durableL1Head: UInt64 { writes.l1Blocks.first.map { $0.block.number - 1 } ?? l1.head.block.number }

  private func check(_ call: L1Call, from sender: Address) throws {
    guard sender != proposer.claimant else { throw SendRefusal.sequencersOwn }
    if case .postBatch = call { throw SendRefusal.batch }
    if case .step(let step) = call { try supplyBatch(step.batchHash) }
  }

  /// Has the bytes of an entry travel beside a step, unless it needs none. They stay: a reorg would send the step again.
  func supplyBatch(_ dataHash: Bytes32) throws {
    guard dataHash != Bytes32(), l1.sidecars[dataHash] == nil else { return }
    guard let data = try durableBatch(dataHash) else { throw SendRefusal.unknownBatch(dataHash: dataHash) }
    l1.sidecars.insert(data)
  }
}

// MARK: - Looking up

extension Engine {
  /// Durable blocks of the L1 from `first` on, the genesis block with number 0 among them: at most `limit`, and no more than
  /// `byteLimit` together, but for the first two: whoever gets one alone knows that there is no other.
  func durableL1Blocks(from first: UInt64, limit: Int, byteLimit: Int) throws -> [L1BlockRecord] {
    var blocks = first == 0 ? [l1.blocks[0].record] : []
    blocks += try store.l1.blocks(from: max(first, 1), limit: limit - blocks.count)
    var byteCount = 0
    let fitting = blocks.prefix {
      byteCount += $0.data.count
      return byteCount <= byteLimit
    }
    return Array(blocks.prefix(max(fitting.count, 2)))
  }

  /// The bytes that travelled beside a durable entry; nil if there is none.
  func durableBatch(ofEntry index: UInt64) throws -> [UInt8]? {
    try store.l1.entries(from: index, limit: 1).first { $0.index == index }?.data
  }

  /// The bytes with this hash that travelled beside a durable entry; nil if there is none.
  func durableBatch(_ dataHash: Bytes32) throws -> [UInt8]? {
    guard let entry = l1.contracts.batchInbox.entries.last(where: { $0.dataHash == dataHash }),
      let data = try durableBatch(ofEntry: entry.index), SHA256.hash(data) == dataHash
    else { return nil }
    return data
  }
}

extension MinedBlock {
  fileprivate var record: L1BlockRecord {
    L1BlockRecord(
      number: block.number, hash: hash, parent: block.parentHash, timestampMilliseconds: block.timestampMs,
      data: block.encoded())
  }
}
