import Cryptography
import Ledger
import MockL1
import SSZ
import Storage

extension L1Chain {
  /// What the store keeps of a block that was just mined.
  ///
  /// - Precondition: the bytes of its batches are still among the sidecars.
  func contents(of mined: MinedBlock) -> L1Contents {
    let block = mined.block
    return L1Contents(
      block: L1BlockRecord(
        number: block.number, hash: mined.hash, parent: block.parentHash, timestampMilliseconds: block.timestampMs,
        data: block.encoded()),
      entries: mined.entries.map { index in
        let entry = contracts.batchInbox.entries[index]
        guard let data = sidecars[entry.dataHash] else { preconditionFailure("a batch was included without its bytes") }
        return L1EntryRecord(
          index: UInt64(index), l1Block: block.number, data: data, envelope: entry.encoded())
      },
      messages: mined.messages.map { index in
        L1ItemRecord(
          index: UInt64(index), l1Block: block.number, data: contracts.inbox.messages[index].encoded())
      },
      claims: mined.claims.map { index in
        L1ItemRecord(index: UInt64(index), l1Block: block.number, data: contracts.claims.all[index].encoded())
      })
  }
}

extension NodeStore {
  /// The bytes of batches that steps of disputes took in: without them the L1's blocks cannot be carried out again.
  func sidecars(ofStepsIn blocks: [L1Block]) throws -> Sidecars {
    var hashes: Set<Bytes32> = []
    for transaction in blocks.flatMap(\.transactions.elements) {
      if case .step(let call) = transaction.call { hashes.insert(call.batchHash) }
    }
    hashes.remove(Bytes32())
    var (sidecars, index) = (Sidecars(), UInt64(0))
    while !hashes.isEmpty, let record = try l1.entries(from: index, limit: 1).first {
      if hashes.remove(SHA256.hash(record.data)) != nil { sidecars.insert(record.data) }
      index += 1
    }
    return sidecars
  }
}

extension L1Persistence {
  /// All L1 blocks that are kept, in order.
  func allBlocks() throws -> [L1Block] {
    var blocks: [L1Block] = []
    while true {
      let page = try self.blocks(from: UInt64(blocks.count) + 1, limit: 4_096)
      guard !page.isEmpty else { return blocks }
      for record in page { blocks.append(try L1Block.decoded(record.data)) }
    }
  }
}
