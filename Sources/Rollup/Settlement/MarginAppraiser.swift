import Cryptography
import FraudProofs
import Ledger
import Merkle
import MockL1
import SSZ
import StateTransition
import Units

/// Says what an account may take out, for the L1, on an ``ExitProof``.
///
/// It is the exchange's own arithmetic that values the account, on as much of the machine as the proof shows.
public struct MarginAppraiser: ExitAppraiser {
  public init() {}

  public func value(
    of account: AccountID, in machineRoot: Bytes32, proof bytes: [UInt8]
  ) throws(ExitProofFault) -> ExitValue {
    let proof: ExitProof
    do throws(DecodingError) { proof = try ExitProof.decoded(bytes) } catch { throw .undecodable }
    let log = AccessLog()
    let execution = try shown(proof, of: machineRoot, loggingTo: log)
    let value = try execution.state.exitValue(of: account)
    do throws(WitnessFault) { try proof.execution.checkShowsOnly(log.touched, of: execution) } catch {
      throw ExitProofFault(error)
    }
    return value
  }

  /// Nothing is read of a proof of another root than the one in question.
  private func shown(
    _ proof: ExitProof, of machineRoot: Bytes32, loggingTo log: AccessLog
  ) throws(ExitProofFault) -> Execution {
    do throws(WitnessFault) {
      let (execution, executionRoot) = try proof.execution.execution(loggingTo: log)
      let root = Machine.root(proof.derivation, executionRoot: executionRoot)
      if root == machineRoot { return execution }
      throw .preRoot(expected: machineRoot, found: root)
    } catch { throw ExitProofFault(error) }
  }
}

extension ExitProofFault {
  fileprivate init(_ fault: WitnessFault) {
    switch fault {
    case .missingLeaf, .insufficient: self = .incomplete
    case .unusedLeaf, .noSuchPosition, .noSuchInput: self = .superfluous
    case .preRoot(let expected, let found), .postRoot(let expected, let found), .inputsRoot(let expected, let found):
      self = .wrongRoot(expected: expected, found: found)
    case .impossibleLeaf, .impossibleLength, .outside, .contradictory: self = .impossibleState
    case .malformed, .count, .positionOutOfOrder, .malformedLeaf, .proof, .badHelper, .malformedInput, .betweenBlocks:
      self = .undecodable
    }
  }
}
