import Cryptography
import Ledger
import MockL1
import SSZ
import Sequencing
import Settlement
import StateTransition
import Storage
import Units

extension Engine {
  /// A chain at its first block, or where its store left it.
  ///
  /// The state is taken from the newest checkpoint that is not later than the first unclaimed block, and the log is
  /// carried out from there; each block must come to the header that was kept.
  public static func open(_ genesis: DevnetGenesis, policy: Policy, store: NodeStore) throws -> Engine {
    let l1 = try L1Chain(genesis: genesis.l1, replaying: try store.l1.allBlocks())
    let standing = try L1Standing(genesis, l1.contracts, store: store)
    let engine = Engine(genesis: genesis, l1: l1, standing, policy: policy, store: store)
    try engine.claimNext()
    _ = try engine.takeUpRest(of: standing.replay)
    try engine.include()
    return engine
  }

  /// Takes up the blocks that only the log has, up to the first that has read what the L1 no longer says: from there on
  /// they are made again.
  ///
  /// - Returns: what was made again.
  func takeUpRest(of replay: Replay) throws -> [SealedBlock] {
    var replay = replay
    while let record = try replay.nextRecord() {
      guard messages(from: state.inbox.read, upTo: record.header.inboxRead) == record.inputs.messages.elements else {
        return try remake(from: record)
      }
      try takeUp(try replay.carryOut(record), in: replay.sequencer)
    }
    return []
  }

  /// Makes the log's last blocks again, in a new epoch: at the same times, of the same reports and items, and of the
  /// messages that stand in the L1 now where those stood that they had read.
  private func remake(from first: BlockRecord) throws -> [SealedBlock] {
    var records = [first]
    while let entry = try store.log.entry(first.header.number + UInt64(records.count)) {
      records.append(try BlockRecord(entry))
    }
    let epoch = try store.log.epoch + 1
    writes.rebuild = (first.header.number - 1, epoch)
    adopt(Sequencer(execution: sequencer.execution, epoch: epoch, key: DevnetKeys.sequencer))
    var remade: [SealedBlock] = []
    for record in records { remade.append(try remake(record, in: epoch)) }
    try flush()
    return remade
  }

  private func remake(_ record: BlockRecord, in epoch: UInt64) throws -> SealedBlock {
    var inputs = record.inputs
    inputs.epoch = epoch
    inputs.messages = try BoundedList(messages(from: state.inbox.read, upTo: record.header.inboxRead))
    let sealed = sequencer.carryOut(PreparedInputs.block(inputs, domain: domain))
    guard sealed.journal.imbalance == .zero else {
      throw InvariantFailure(block: sealed.header.number, message: "money is off by \(sealed.journal.imbalance)")
    }
    writes.blocks.append(sealed.logEntry)
    try collect(sealed)
    return sealed
  }

  private func messages(from read: UInt64, upTo: UInt64) -> [InboxMessage] {
    l1.contracts.inbox.messages(from: read, upTo: max(read, upTo))
  }
}

/// Where a chain stands by what its L1 says: behind the last entry.
struct L1Standing {
  private(set) var replay: Replay
  /// The last block of each entry.
  let entryEnds: [UInt64]
  private(set) var unclaimed: [Engine.PostedRoots] = []
  private(set) var heads = Engine.Heads()

  init(_ genesis: DevnetGenesis, _ contracts: Contracts, store: NodeStore) throws {
    entryEnds = try Self.entryEnds(in: store.l1)
    let claimedCount = contracts.claims.all.count
    heads.claimed = claimedCount == 0 ? 0 : entryEnds[claimedCount - 1]
    replay = try Replay(genesis, store: store, from: heads.claimed)
    _ = try replay.carryOut(upTo: heads.claimed)
    for last in entryEnds.dropFirst(claimedCount) {
      let inputsRoots = try replay.carryOut(upTo: last)
      unclaimed.append(
        Engine.PostedRoots(lastBlock: last, inputsRoots: inputsRoots, executionRoot: replay.executionRoot()))
    }
    (heads.unsafe, heads.safe) = (replay.number, replay.number)
  }

  private static func entryEnds(in l1: any L1Persistence) throws -> [UInt64] {
    var ends: [UInt64] = []
    while true {
      let page = try l1.entries(from: UInt64(ends.count), limit: 256)
      guard !page.isEmpty else { return ends }
      for record in page {
        let body = try BatchCodec.decode(record.data)
        ends.append(body.firstBlock + UInt64(body.blocks.count) - 1)
      }
    }
  }
}

/// The log, carried out once more.
struct Replay {
  private(set) var sequencer: Sequencer
  private let store: NodeStore

  /// Starts at the newest checkpoint at or before block `number`.
  init(_ genesis: DevnetGenesis, store: NodeStore, from number: UInt64) throws {
    self.store = store
    let execution = try Self.execution(genesis, chain: store.chain, log: store.log, atOrBefore: number)
    sequencer = Sequencer(execution: execution, epoch: try store.log.epoch, key: DevnetKeys.sequencer)
  }

  var number: UInt64 { sequencer.state.clock.blockNumber }

  mutating func executionRoot() -> Bytes32 { sequencer.executionRoot() }

  /// Carries out the blocks up to `last`, which the L1 has, and gives the roots of their inputs.
  mutating func carryOut(upTo last: UInt64) throws -> [Bytes32] {
    var inputsRoots: [Bytes32] = []
    while number < last {
      guard let record = try nextRecord() else {
        throw InvariantFailure(block: number, message: "the L1 has block \(last), which the log has lost")
      }
      inputsRoots.append(try carryOut(record).header.inputsRoot)
    }
    return inputsRoots
  }

  /// The next block of the log; nil at its end.
  func nextRecord() throws -> BlockRecord? { try store.log.entry(number + 1).map { try BlockRecord($0) } }

  /// Carries out the next block.
  mutating func carryOut(_ record: BlockRecord) throws -> SealedBlock {
    let sealed = sequencer.carryOut(PreparedInputs.block(record.inputs, domain: sequencer.execution.domain))
    guard sealed.hash == record.hash else {
      throw InvariantFailure(
        block: record.header.number, message: "the log says \(record.hash), carrying it out gives \(sealed.hash)")
    }
    return sealed
  }

  /// The execution after the newest checkpoint at or before block `number`, or at genesis.
  static func execution(
    _ genesis: DevnetGenesis, chain: ChainStore?, log: any SequencerLog, atOrBefore number: UInt64
  ) throws -> Execution {
    guard let checkpoint = try chain?.latestCheckpoint(atOrBefore: number), checkpoint.sequence > 0,
      let entry = try log.entry(checkpoint.sequence)
    else { return Execution(state: try genesis.genesis.state()) }
    var execution = Execution(state: try State(snapshot: checkpoint.state))
    execution.lastBlock = entry.hash
    let header = try BlockHeader.decoded(entry.header)
    guard execution.state.root() == header.stateRoot else {
      throw InvariantFailure(
        block: checkpoint.sequence, message: "the checkpoint's root is not the header's; delete the checkpoint")
    }
    return execution
  }
}
