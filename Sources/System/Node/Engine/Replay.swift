import Cryptography
import FraudProofs
import Ledger
import SSZ
import Sequencing
import StateTransition
import Storage

/// The log, carried out once more.
struct Replay {
  private(set) var sequencer: Sequencer
  private let store: NodeStore
  private let corruption: Corruption?

  /// Starts at the newest checkpoint at or before block `number`.
  ///
  /// - Parameter corruption: how the blocks were falsified, if they were.
  init(_ genesis: DevnetGenesis, store: NodeStore, from number: UInt64, corruption: Corruption?) throws {
    self.store = store
    self.corruption = corruption
    let execution = try Self.execution(genesis, chain: store.chain, log: store.log, atOrBefore: number)
    sequencer = Sequencer(execution: execution, epoch: try store.log.epoch, key: DevnetKeys.sequencer)
  }

  var number: UInt64 { sequencer.state.clock.blockNumber }

  mutating func executionRoot() -> Bytes32 { sequencer.executionRoot() }

  /// Carries out the blocks up to `last`, which the log must have.
  mutating func carryOut(upTo last: UInt64) throws {
    while number < last {
      guard let record = try nextRecord() else {
        throw InvariantFailure(block: number, message: "the L1 has block \(last), which the log has lost")
      }
      _ = try carryOut(record)
    }
  }

  /// The next block of the log; nil at its end.
  func nextRecord() throws -> BlockRecord? { try store.log.entry(number + 1).map { try BlockRecord($0) } }

  /// Carries out the next block as the log has it.
  mutating func carryOut(_ record: BlockRecord) throws -> SealedBlock {
    let inputs = PreparedInputs.block(record.inputs, domain: sequencer.execution.domain)
    let sealed: SealedBlock
    if let corruption, corruption.block == record.header.number {
      var trace: ExecutionTrace?
      sealed = sequencer.carryOut(inputs) { corruption.carryOut(&$0, $1, tracing: &trace) }
    } else {
      sealed = sequencer.carryOut(inputs)
    }
    guard sealed.hash == record.hash else {
      throw InvariantFailure(
        block: record.header.number, message: "the log says \(record.hash), carrying it out gives \(sealed.hash)")
    }
    return sealed
  }

  /// Carries out a block that the log does not have.
  mutating func carryOut(_ inputs: BlockInputs) -> SealedBlock {
    sequencer.carryOut(PreparedInputs.block(inputs, domain: sequencer.execution.domain))
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
