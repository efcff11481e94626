import Cryptography
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
  /// carried out from there; each block must come to the header that was kept.
  public static func open(_ genesis: DevnetGenesis, policy: Policy, store: NodeStore) throws -> Engine {
    let l1 = try L1Chain(genesis: genesis.l1, replaying: try store.l1.allBlocks())
    let posted = try PostedRange.all(in: store.l1)
    let claimedCount = l1.contracts.claims.all.count
    let claimed = claimedCount == 0 ? 0 : posted[claimedCount - 1].last
    var replay = try Replay(genesis, store: store, from: claimed)
    _ = try replay.carryOut(upTo: claimed)
    var unclaimed: [PostedRoots] = []
    for batch in posted.dropFirst(claimedCount) {
      let inputsRoots = try replay.carryOut(upTo: batch.last)
      unclaimed.append(
        PostedRoots(lastBlock: batch.last, inputsRoots: inputsRoots, executionRoot: replay.executionRoot()))
    }
    let heads = Heads(unsafe: replay.number, safe: replay.number, claimed: claimed)
    let engine = Engine(
      genesis: genesis, sequencer: replay.sequencer, l1: l1, unclaimed: unclaimed, heads: heads, policy: policy,
      store: store)
    try engine.claimNext()
    while let sealed = try replay.next() { try engine.takeUp(sealed, in: replay.sequencer) }
    try engine.include()
    return engine
  }
}

/// The blocks of one L1 entry.
private struct PostedRange {
  let last: UInt64

  static func all(in l1: any L1Persistence) throws -> [PostedRange] {
    var ranges: [PostedRange] = []
    while true {
      let page = try l1.entries(from: UInt64(ranges.count), limit: 256)
      guard !page.isEmpty else { return ranges }
      for record in page {
        let body = try BatchCodec.decode(record.data)
        ranges.append(PostedRange(last: body.firstBlock + UInt64(body.blocks.count) - 1))
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
      guard let sealed = try next() else {
        throw InvariantFailure(block: number, message: "the L1 has block \(last), which the log has lost")
      }
      inputsRoots.append(sealed.header.inputsRoot)
    }
    return inputsRoots
  }

  /// The next block of the log, carried out; nil at its end.
  mutating func next() throws -> SealedBlock? {
    guard let entry = try store.log.entry(number + 1) else { return nil }
    let record = try BlockRecord(entry)
    let sealed = sequencer.carryOut(PreparedInputs.block(record.inputs, domain: sequencer.execution.domain))
    guard sealed.hash == entry.hash else {
      throw InvariantFailure(
        block: entry.sequence, message: "the log says \(entry.hash), carrying it out gives \(sealed.hash)")
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
