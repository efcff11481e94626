import Cryptography
import Ledger
import MockL1
import Node
import SSZ
import Settlement
import StateTransition
import Storage
import Units

/// An engine in a directory of its own, and what others do to its L1.
struct L1Scene {
  let directory: TestDirectory
  let genesis: DevnetGenesis
  let policy: Engine.Policy
  let store: NodeStore
  let engine: Engine

  /// - Parameters:
  ///   - delayBlocks: after which a message is overdue.
  ///   - maxBackdateMs: how old a block may be when it comes to the L1.
  init(delayBlocks: UInt64 = 50, maxBackdateMs: UInt64 = 1_800_000, corruption: Corruption? = nil) throws {
    let standard = DevnetGenesis.standard
    let l1 = try L1Genesis(
      timestampMs: 0, sequencer: standard.l1.sequencer, minimumBondAtoms: standard.l1.minimumBondAtoms,
      vaultAtoms: standard.l1.vaultAtoms, isCollateralRegistered: standard.l1.isCollateralRegistered,
      forced: ForcedRules(delayBlocks: delayBlocks, messageLimit: 64), balances: standard.l1.balances)
    let genesis = DevnetGenesis(
      genesis: standard.genesis, l1: l1,
      rules: DerivationRules(maxFutureMs: standard.rules.maxFutureMs, maxBackdateMs: maxBackdateMs),
      l1BlockTimeMs: standard.l1BlockTimeMs, l1ChainID: standard.l1ChainID)
    try self.init(
      TestDirectory(), genesis.starting(at: 1_700_000_000_000),
      Engine.Policy(batchIntervalMs: 3_000, checkpointIntervalBlocks: 16, corruption: corruption))
  }

  /// The engine of a directory.
  init(_ directory: TestDirectory, _ genesis: DevnetGenesis, _ policy: Engine.Policy) throws {
    (self.directory, self.genesis, self.policy) = (directory, genesis, policy)
    store = try NodeStore(directory: directory.path)
    if try NodeStore.genesis(in: directory.path) == nil { try NodeStore.write(genesis, to: directory.path) }
    engine = try Engine.open(genesis, policy: policy, store: store)
  }

  func makeBlocks(_ count: Int, everyMs intervalMs: UInt64 = 250) throws {
    for _ in 0..<count { _ = try engine.seal(at: engine.state.clock.timestampMs + intervalMs, reports: []) }
    try engine.flush()
  }

  func deposit(_ atoms: UInt64) {
    engine.deposit(atoms, from: DevnetKeys.faucet.address, to: DevnetKeys.faucet.address)
  }

  /// What others do to the L1, as the devnet lets them.
  func send(_ call: L1Call, from sender: Address) throws { try engine.submit(call, from: sender) }

  /// Settles, and derives from the L1 alone.
  func settled() throws -> DerivationReport {
    try engine.settle()
    return try ChainFiles(reading: directory.path).derive()
  }

  /// Catches a trace up with the L1.
  func follow(with trace: inout MachineTrace) throws {
    let contracts = engine.l1.contracts
    while trace.entryCount < contracts.batchInbox.entryCount {
      let entry = contracts.batchInbox.entries[Int(trace.entryCount)]
      guard let record = try store.l1.entries(from: entry.index, limit: 1).first else { return }
      let read = trace.machine.execution.state.inbox.read
      try trace.append(
        PostedBatch(entry, data: record.data), messages: contracts.inbox.messages(from: read, upTo: entry.inboxUpTo))
    }
  }
}
