import Cryptography
import Ledger
import SSZ
import StateTransition

/// Orders inputs into blocks, and carries them out.
///
/// A value without clock or file: time comes with each call, and what must be stored is returned.
public struct Sequencer: Sendable {
  public private(set) var execution: Execution
  public private(set) var epoch: UInt64
  public var pool = Mempool()
  /// Whose signatures stand under blocks and soft receipts.
  public let address: Address
  private let key: PrivateKey

  public init(execution: Execution, epoch: UInt64, key: PrivateKey) {
    precondition(execution.isIdle, "a sequencer starts between blocks")
    self.execution = execution
    self.epoch = epoch
    self.key = key
    address = key.address
  }

  public var state: State { execution.state }

  /// The number of the next block.
  public var nextNumber: UInt64 { execution.state.clock.blockNumber + 1 }

  /// The earliest timestamp that the next block may have.
  public var earliestTimestampMs: UInt64 { execution.state.clock.timestampMs + 1 }

  /// Seals a block: messages first, then prices, then what waits in the pool.
  ///
  /// - Precondition: `timestampMs >= earliestTimestampMs`; the messages follow those read before.
  public mutating func seal(
    timestampMs: UInt64, messages: some Collection<InboxMessage>, reports: some Collection<PooledReport>
  ) -> SealedBlock {
    carryOut(draft(timestampMs: timestampMs, messages: messages, reports: reports))
  }

  /// Seals a block as `execute` says: a test switch, with which a sequencer that lies can be tried.
  ///
  /// - Parameter execute: carries the block out as it likes, and leaves the execution idle.
  public mutating func seal(
    timestampMs: UInt64, messages: some Collection<InboxMessage>, reports: some Collection<PooledReport>,
    executing execute: (inout Execution, KnownInputs) -> Journal
  ) -> SealedBlock {
    carryOut(draft(timestampMs: timestampMs, messages: messages, reports: reports), executing: execute)
  }

  private mutating func draft(
    timestampMs: UInt64, messages: some Collection<InboxMessage>, reports: some Collection<PooledReport>
  ) -> KnownInputs {
    precondition(timestampMs >= earliestTimestampMs, "a block is not later than its parent")
    var draft = BlockDraft(timestampMs: timestampMs, epoch: epoch)
    draft.add(messages)
    draft.add(reports)
    draft.fill(from: &pool)
    return draft.inputs()
  }

  /// `Execution.root()`: what a claim after this block binds.
  public mutating func executionRoot() -> Bytes32 { execution.root() }

  /// Carries out a block as it is: one that was sealed before, and is taken up again from the log.
  ///
  /// - Parameter execute: as of `seal`, for a block that was sealed like that.
  public mutating func carryOut(
    _ inputs: KnownInputs, executing execute: (inout Execution, KnownInputs) -> Journal = { $0.execute($1) }
  ) -> SealedBlock {
    let journal = execute(&execution, inputs)
    return sealed(inputs.inputs, journal)
  }

  /// Signs a promise about a block that this sequencer has sealed.
  public func sign(_ receipt: SoftReceipt) -> Signature { key.sign(digest: execution.domain.digest(of: receipt)) }

  private func sealed(_ inputs: BlockInputs, _ journal: Journal) -> SealedBlock {
    guard let header = journal.header else { preconditionFailure("a block ended without a header") }
    return SealedBlock(
      header: header, hash: execution.lastBlock, inputs: inputs, journal: journal,
      signature: key.sign(digest: execution.lastBlock))
  }
}

/// A block with what it did, signed by its sequencer. The signature is outside what is signed: over the block's hash.
public struct SealedBlock: Sendable {
  public let header: BlockHeader
  public let hash: Bytes32
  public let inputs: BlockInputs
  public let journal: Journal
  public let signature: Signature
}
