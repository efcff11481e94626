import FraudProofs
import Ledger
import Merkle
import MockL1
import SSZ
import StateTransition
import Units

/// What shows somebody who knows the machine's root what an account may take out.
public struct ExitProof: SSZContainer, Equatable {
  public var derivation = Derivation()
  /// The frame and the small containers, the account, its owner, its positions, and the markets of those that are open.
  public var execution = ExecutionProof()

  public init() {}

  /// - Throws: `.noSuchAccount`.
  /// - Precondition: the machine is between entries, and its state is known as a whole.
  public init(of account: AccountID, in machine: Machine) throws(ExitProofFault) {
    var execution = machine.execution
    let log = AccessLog()
    _ = try execution.recording(into: log).state.exitValue(of: account)
    derivation = machine.derivation
    self.execution = ExecutionProof(of: &execution, showing: log.touched)
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("derivation", &derivation)
    try visitor.field("execution", &execution)
  }
}
