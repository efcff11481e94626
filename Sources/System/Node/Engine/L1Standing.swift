import Cryptography
import Ledger
import MockL1
import SSZ
import Sequencing
import Settlement
import StateTransition
import Storage

/// Where a chain stands by what its L1 says: behind the last entry.
struct L1Standing {
  private(set) var replay: Replay
  /// The last block of each entry.
  private(set) var entryEnds: [UInt64] = []
  private(set) var trace = EntryTraces()
  /// Blocks that follow from the L1, where the log has others or none.
  private(set) var derived: [SealedBlock] = []
  /// The block before the first of `derived`.
  private(set) var lastValid: ChainTip?

  /// Derives each entry of the L1, and carries the blocks out again from the first whose root is not known for certain.
  ///
  /// - Precondition: all that the L1 has is in the store.
  init(_ genesis: DevnetGenesis, _ contracts: Contracts, store: NodeStore, corruption: Corruption?) throws {
    let (known, roots) = Self.known(in: contracts)
    let ends = try Self.ends(ofFirst: known, of: genesis, contracts, store)
    replay = try Replay(genesis, store: store, from: ends.last ?? 0, corruption: corruption)
    try replay.carryOut(upTo: ends.last ?? 0)
    entryEnds = ends
    for (entry, root) in roots where entry < ends.count { trace.note(root, afterEntry: entry) }
    while entryEnds.count < contracts.batchInbox.entries.count {
      try follow(UInt64(entryEnds.count), contracts, genesis.rules, store)
    }
  }

  /// How many entries need not be carried out again: up to the sequencer's last claim that stands, if all since the last
  /// settled one rests on its own claims; and the roots that it has claimed.
  private static func known(in contracts: Contracts) -> (Int, [UInt64: Bytes32]) {
    let (claims, sequencer) = (contracts.claims, DevnetKeys.sequencer.address)
    var roots: [UInt64: Bytes32] = [:]
    let settled = claims.lastSettled.index
    let last = claims.all.indices.last { index in
      guard claims.all[index].claimant == sequencer else { return false }
      let status = claims.status(of: UInt64(index))
      return status == .pending || status == .challenged || UInt64(index) == settled
    }
    var next = last.map { UInt64($0) } ?? settled
    var known = next.map { claims.all[Int($0)].entryIndex + 1 } ?? 0
    while let index = next {
      let claim = claims.all[Int(index)]
      roots[claim.entryIndex] = claim.machineRoot
      guard index != settled else { break }
      if claim.claimant != sequencer {
        known = claim.parent.index.map { claims.all[Int($0)].entryIndex + 1 } ?? 0
        roots = roots.filter { $0.key < known }
      }
      next = claim.parent.index
    }
    return (Int(known), roots)
  }

  /// The last blocks of entries that the log has as they follow from the L1: of the first `count`, unless it has lost some.
  private static func ends(
    ofFirst count: Int, of genesis: DevnetGenesis, _ contracts: Contracts, _ store: NodeStore
  ) throws -> [UInt64] {
    var ends: [UInt64] = []
    var tip = ChainTip(Execution(state: try genesis.genesis.state()))
    while ends.count < count {
      let batch = try store.batch(UInt64(ends.count), of: contracts)
      let end = tip.blockNumber + UInt64(try contracts.expansion(of: batch, after: tip, genesis.rules).blocks.count)
      if end > tip.blockNumber {
        guard let entry = try store.log.entry(end) else { return [] }
        tip = ChainTip(try BlockHeader.decoded(entry.header))
      }
      ends.append(end)
    }
    return ends
  }

  /// Carries out the next entry: as the log has its blocks, if these are the ones that follow from it.
  private mutating func follow(
    _ index: UInt64, _ contracts: Contracts, _ rules: DerivationRules, _ store: NodeStore
  ) throws {
    let batch = try store.batch(index, of: contracts)
    let expansion = try contracts.expansion(of: batch, after: ChainTip(replay.sequencer.execution), rules)
    for inputs in expansion.blocks {
      if lastValid == nil, let record = try replay.nextRecord(), record.inputs == inputs {
        _ = try replay.carryOut(record)
      } else {
        if lastValid == nil { lastValid = ChainTip(replay.sequencer.execution) }
        derived.append(replay.carryOut(inputs))
      }
    }
    entryEnds.append(replay.number)
    let derivation = expansion.derivation(
      after: batch.entry, accumulator: contracts.batchInbox.accumulators[Int(index) + 1])
    trace.note(Machine.root(derivation, executionRoot: replay.executionRoot()), afterEntry: index)
  }
}

extension NodeStore {
  /// An entry of the L1 with its bytes.
  func batch(_ index: UInt64, of contracts: Contracts) throws -> PostedBatch {
    guard let record = try l1.entries(from: index, limit: 1).first else {
      throw InvariantFailure(block: 0, message: "the L1 has lost entry \(index)")
    }
    return PostedBatch(contracts.batchInbox.entries[Int(index)], unchecked: record.data)
  }
}

extension Contracts {
  /// What an entry stands for behind `tip`.
  func expansion(of batch: PostedBatch, after tip: ChainTip, _ rules: DerivationRules) throws -> EntryExpansion {
    try EntryExpansion(
      batch, messages: inbox.messages(from: tip.inbox.read, upTo: batch.entry.inboxUpTo), after: tip, rules: rules)
  }
}

extension EntryExpansion {
  /// The first part of the machine when all of the entry's blocks are done.
  func derivation(after entry: BatchEntry, accumulator: Bytes32) -> Derivation {
    var derivation = Derivation(
      entry, accumulator: accumulator, inputsRoots: blocks.map { $0.hashTreeRoot() },
      isFallback: sequencerBlockCount < blocks.count)
    derivation.blockIndex = derivation.blockCount
    return derivation
  }
}
