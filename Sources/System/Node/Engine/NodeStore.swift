import Cryptography
import Foundation
import JSON
import Storage

/// Where a node keeps what it must not lose: a data directory, or nothing but memory.
public final class NodeStore {
  public let log: any SequencerLog
  public let l1: any L1Persistence
  /// Nil in memory.
  public let chain: ChainStore?
  private let l1Store: L1Store?

  /// Keeps nothing.
  public init() {
    (log, l1, chain, l1Store) = (MemoryLog(), MemoryL1Store(), nil, nil)
  }

  /// Takes a data directory for this process alone, and makes it if there is none.
  public init(directory: String) throws(StorageError) {
    let locked = try DataDirectory(locking: directory)
    let chain = try ChainStore(in: locked)
    let l1 = try L1Store(in: locked)
    (self.chain, log) = (chain, chain.log)
    (l1Store, self.l1) = (l1, l1)
  }

  /// What is to be kept together: blocks, the state after the last of them, and L1 blocks.
  struct Writes {
    var blocks: [LogEntry] = []
    var traces: [(sequence: UInt64, trace: [UInt8])] = []
    var checkpoint: (sequence: UInt64, state: [UInt8])?
    var l1Blocks: [L1Contents] = []
    /// Blocks behind `sequence` are removed before, and the others come in the new epoch.
    var rebuild: (sequence: UInt64, epoch: UInt64)?
    /// L1 blocks behind this number are removed before.
    var l1Rollback: UInt64?

    var hasMessages: Bool { l1Blocks.contains { !$0.messages.isEmpty } }
    var isEmpty: Bool { blocks.isEmpty && l1Blocks.isEmpty && checkpoint == nil && rebuild == nil && l1Rollback == nil }
  }

  /// Makes `writes` durable: L2 blocks first, since the L1 must never know of a block that its sequencer has lost.
  func write(_ writes: Writes) throws {
    if let chain {
      try chain.transaction { () throws(LogError) in
        try append(writes)
        for trace in writes.traces { try chain.putTrace(trace.trace, at: trace.sequence) }
        if let checkpoint = writes.checkpoint { try chain.putCheckpoint(checkpoint.state, at: checkpoint.sequence) }
      }
      if writes.checkpoint != nil { try chain.pruneCheckpoints(keepingNewest: 32) }
    } else {
      try append(writes)
    }
    guard !writes.l1Blocks.isEmpty || writes.l1Rollback != nil else { return }
    if let l1Store {
      try l1Store.transaction { () throws(L1StoreError) in try appendL1(writes) }
    } else {
      try appendL1(writes)
    }
  }

  private func append(_ writes: Writes) throws(LogError) {
    if let rebuild = writes.rebuild {
      try log.beginEpoch(rebuild.epoch)
      try log.truncate(after: rebuild.sequence, epoch: rebuild.epoch)
    }
    try log.append(writes.blocks)
  }

  private func appendL1(_ writes: Writes) throws(L1StoreError) {
    if let number = writes.l1Rollback { try l1.rollback(toBlock: number) }
    for contents in writes.l1Blocks { try l1.append(contents) }
  }
}

extension NodeStore {
  /// Leaves files that are complete by themselves, for whoever copies them.
  func fold() throws {
    try chain?.fold()
    try l1Store?.fold()
  }

  /// The file in a data directory that says what the chain starts from.
  public static func genesisPath(in directory: String) -> String { directory + "/genesis.json" }

  /// The genesis of a data directory; nil if it has none yet.
  public static func genesis(in directory: String) throws -> DevnetGenesis? {
    guard let data = FileManager.default.contents(atPath: genesisPath(in: directory)) else { return nil }
    return try DevnetGenesis(text: Array(data))
  }

  /// Writes the genesis of a new chain, whole or not at all.
  public static func write(_ genesis: DevnetGenesis, to directory: String) throws {
    let text = genesis.json.text(.pretty) + "\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: genesisPath(in: directory)), options: .atomic)
  }
}
