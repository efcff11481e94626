import Cryptography
import FraudProofs
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import Storage

/// A data directory as somebody else reads it, also while its node runs.
public struct ChainFiles {
  public let genesis: DevnetGenesis
  private let chain: ChainStore
  private let l1: L1Store

  /// - Throws: what is wrong with the directory, and what to do.
  public init(reading directory: String) throws {
    guard let genesis = try NodeStore.genesis(in: directory) else {
      throw ChainFilesError.noGenesis(path: NodeStore.genesisPath(in: directory))
    }
    self.genesis = genesis
    chain = try ChainStore(reading: directory)
    l1 = try L1Store(reading: directory)
  }

  public enum ChainFilesError: Error, Equatable, Sendable, CustomStringConvertible {
    case noGenesis(path: String)
    case noSuchBlock(UInt64, last: UInt64)
    case otherBlock(UInt64, kept: Bytes32, computed: Bytes32)

    public var description: String {
      switch self {
      case .noGenesis(let path): "there is no \(path): is this the data directory of a devnet?"
      case .noSuchBlock(let number, let last): "there is no block \(number) yet; the last is \(last)"
      case .otherBlock(let number, let kept, let computed):
        "block \(number) is \(computed) when it is carried out, but \(kept) in chain.db"
      }
    }
  }
}

// MARK: - What the sequencer says

extension ChainFiles {
  /// The last block in the log; 0 before the first.
  public var lastBlock: UInt64 { get throws { try chain.log.last?.sequence ?? 0 } }

  /// A block as the log has it; nil if it has none of that number.
  public func block(_ number: UInt64) throws -> BlockRecord? { try chain.log.entry(number).map { try BlockRecord($0) } }

  /// The roots after each step of a block, where the sequencer has kept them.
  public func trace(_ number: UInt64) throws -> ExecutionTrace? {
    try chain.trace(at: number).map { try ExecutionTrace.decoded($0) }
  }

  /// The state after block `number`, carried out again from the checkpoint before it, and the block's header.
  public func state(after number: UInt64) throws -> (state: State, header: BlockHeader?) {
    let (execution, header) = try execution(after: number)
    return (execution.state, header)
  }

  /// The steps of block `number`, each with its witness, on what the blocks before it come to.
  ///
  /// - Throws: if there is no such block, or one before it is not what it comes to when it is carried out.
  public func steps(ofBlock number: UInt64) throws -> BlockSteps {
    guard number > 0, let record = try block(number) else {
      throw ChainFilesError.noSuchBlock(number, last: try lastBlock)
    }
    let (execution, _) = try execution(after: number - 1)
    return BlockSteps(PreparedInputs.block(record.inputs, domain: execution.domain), on: execution)
  }

  private func execution(after number: UInt64) throws -> (execution: Execution, header: BlockHeader?) {
    guard number <= (try lastBlock) else { throw ChainFilesError.noSuchBlock(number, last: try lastBlock) }
    var execution = try Replay.execution(genesis, chain: chain, log: chain.log, atOrBefore: number)
    var header = try block(execution.state.clock.blockNumber)?.header
    while execution.state.clock.blockNumber < number {
      let next = execution.state.clock.blockNumber + 1
      guard let record = try block(next) else { throw ChainFilesError.noSuchBlock(next, last: try lastBlock) }
      let journal = execution.execute(PreparedInputs.block(record.inputs, domain: execution.domain))
      guard execution.lastBlock == record.hash else {
        throw ChainFilesError.otherBlock(next, kept: record.hash, computed: execution.lastBlock)
      }
      header = journal.header
    }
    return (execution, header)
  }
}

// MARK: - What the L1 says

extension ChainFiles {
  /// Entries of the batch inbox, in order, with the bytes that the file has for them.
  func entries(from first: UInt64, limit: Int) throws -> [PostedBatch] {
    try l1.entries(from: first, limit: limit).map { record in
      PostedBatch(try BatchEntry.decoded(record.envelope), unchecked: record.data)
    }
  }

  /// How many batches the L1 has.
  public var entryCount: UInt64 { get throws { try l1.counts.entries } }

  func messages(from first: UInt64, upTo end: UInt64) throws -> [InboxMessage] {
    guard end > first else { return [] }
    return try l1.messages(from: first, limit: Int(end - first)).map { try InboxMessage.decoded($0.data) }
  }

  /// All claims, by the entry after which they say the root; each with its place among all.
  func claims() throws -> [UInt64: [(index: UInt64, claim: Claim)]] {
    var claims: [UInt64: [(index: UInt64, claim: Claim)]] = [:]
    var next: UInt64 = 0
    while true {
      let page = try l1.claims(from: next, limit: 1_024)
      guard !page.isEmpty else { return claims }
      for record in page {
        let claim = try Claim.decoded(record.data)
        claims[claim.entryIndex, default: []].append((record.index, claim))
      }
      next += UInt64(page.count)
    }
  }
}
