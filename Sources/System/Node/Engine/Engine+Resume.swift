import Ledger
import MockL1
import SSZ
import Sequencing
import Settlement
import StateTransition
import Storage

extension Engine {
  /// A chain at its first block, or where its store left it.
  ///
  /// The state is taken from the newest checkpoint that is not later than the first unclaimed block, and the log is
  /// carried out from there; each block must come to the header that was kept. Where the L1 says otherwise than the log, or
  /// the log has lost what the L1 has, the L1 is right.
  public static func open(_ genesis: DevnetGenesis, policy: Policy, store: NodeStore) throws -> Engine {
    let blocks = try store.l1.allBlocks()
    let l1 = try L1Chain(
      genesis: genesis.l1, judge: MachineJudge(rules: genesis.rules), appraiser: MarginAppraiser(), replaying: blocks,
      sidecars: try store.sidecars(ofStepsIn: blocks))
    let standing = try L1Standing(genesis, l1.contracts, store: store, corruption: policy.corruption)
    let engine = Engine(genesis: genesis, l1: l1, standing, policy: policy, store: store)
    _ = try engine.takeUpRest(behind: standing)
    try engine.claimNext()
    try engine.include()
    return engine
  }

  /// Goes on where the L1 has gone on otherwise than the blocks here: by a forced entry, a batch that came too late, or a
  /// reorg. What was promised and no longer stands is made again, and `takeRebuilds` tells of it.
  ///
  /// Durable when it returns.
  @discardableResult
  func reconcile() throws -> Rebuilt? {
    try flush()
    hasL1Departed = false
    let standing = try L1Standing(genesis, l1.contracts, store: store, corruption: policy.corruption)
    adopt(standing)
    let rebuilt = try takeUpRest(behind: standing)
    if let rebuilt { rebuilds.append(rebuilt) }
    try flush()
    return rebuilt
  }

  /// Takes up the blocks that only the log has, up to the first that no longer stands; from there on they are made again,
  /// behind all that the L1 has.
  private func takeUpRest(behind standing: L1Standing) throws -> Rebuilt? {
    var (replay, tip) = (standing.replay, standing.lastValid)
    while tip == nil, let record = try replay.nextRecord() {
      if stands(record) {
        let sealed = try replay.carryOut(record)
        adopt(replay.sequencer)
        try collect(sealed)
      } else {
        tip = ChainTip(sequencer.execution)
      }
    }
    guard let tip else { return nil }
    return try remake(try records(behind: tip.blockNumber), behind: tip, after: standing.derived)
  }

  /// Whether a block can still be posted behind those that stand.
  private func stands(_ record: BlockRecord) -> Bool {
    let (read, header) = (state.inbox.read, record.header)
    return l1.contracts.inbox.messages(from: read, upTo: max(read, header.inboxRead)) == record.inputs.messages.elements
      && header.epoch >= l1.contracts.batchInbox.entries.last?.epoch ?? 0
      && !genesis.rules.isTooLate(header.timestampMs, toBeIncludedAt: inclusionTimeMs)
  }

  /// The blocks that the log has behind a number.
  private func records(behind number: UInt64) throws -> [BlockRecord] {
    var records: [BlockRecord] = []
    while let entry = try store.log.entry(number + UInt64(records.count) + 1) { records.append(try BlockRecord(entry)) }
    return records
  }

  /// Makes the log's last blocks again in a new epoch, behind those that the L1 has put in their place.
  private func remake(
    _ dropped: [BlockRecord], behind lastValid: ChainTip, after derived: [SealedBlock]
  ) throws -> Rebuilt {
    let epoch = max(try store.log.epoch, l1.contracts.batchInbox.entries.last?.epoch ?? 0) + 1
    adopt(Sequencer(execution: sequencer.execution, epoch: epoch, key: DevnetKeys.sequencer))
    writes.rebuild = (lastValid.blockNumber, epoch)
    var blocks = derived
    for inputs in rebuild(of: dropped, behind: lastValid).blocks {
      let sealed = sequencer.carryOut(PreparedInputs.block(inputs, domain: domain))
      try checkMoney(of: sealed)
      try collect(sealed)
      blocks.append(sealed)
    }
    writes.blocks += blocks.map { $0.logEntry(in: epoch) }
    return Rebuilt(lastKept: lastValid.blockNumber, blocks: blocks)
  }

  private func rebuild(of dropped: [BlockRecord], behind lastValid: ChainTip) -> Rebuild {
    let isTooLate = dropped.first.map {
      genesis.rules.isTooLate($0.header.timestampMs, toBeIncludedAt: inclusionTimeMs)
    }
    return Rebuild(
      of: dropped.map { DroppedBlock($0.inputs, $0.header) }, behind: lastValid,
      onto: ChainTip(sequencer.execution), reading: l1.contracts.inbox, epoch: sequencer.epoch,
      notBefore: isTooLate == true ? l1.head.block.timestampMs : 0)
  }
}
