import Cryptography
import FraudProofs
import Ledger
import MockL1
import SSZ

/// What shows one step of the machine to somebody who knows the root before it.
public enum MachineProof: Equatable, Sendable {
  /// DECODE. The entry, its bytes and its messages are the L1's own.
  case decode(MachineFrame)
  case next(NextBlockProof)
  case step(BlockStepProof)
  /// Nothing happens: the entry's work is done.
  case identity(MachineFrame)
}

extension MachineProof {
  /// A byte that tells the kind, from 0 in the order of the cases, then the SSZ encoding of the body.
  public var bytes: [UInt8] {
    switch self {
    case .decode(let frame): [0] + frame.encoded()
    case .next(let proof): [1] + proof.encoded()
    case .step(let proof): [2] + proof.encoded()
    case .identity(let frame): [3] + frame.encoded()
    }
  }

  /// - Throws: `StepProofFault.undecodable`.
  public init(bytes: [UInt8]) throws(StepProofFault) {
    let body = Array(bytes.dropFirst())
    do throws(DecodingError) {
      switch bytes.first {
      case 0: self = .decode(try MachineFrame.decoded(body))
      case 1: self = .next(try NextBlockProof.decoded(body))
      case 2: self = .step(try BlockStepProof.decoded(body))
      case 3: self = .identity(try MachineFrame.decoded(body))
      default: throw .unknownSelector(bytes.first ?? 255)
      }
    } catch { throw .undecodable }
  }

  public var derivation: Derivation {
    switch self {
    case .decode(let frame), .identity(let frame): frame.derivation
    case .next(let proof): proof.frame.derivation
    case .step(let proof): proof.derivation
    }
  }

  /// What it shows of the execution.
  public var execution: ExecutionProof {
    switch self {
    case .decode(let frame), .identity(let frame): frame.execution
    case .next(let proof): proof.frame.execution
    case .step(let proof): proof.witness.execution
    }
  }
}

/// As much of the machine as steps outside of blocks depend on.
public struct MachineFrame: SSZContainer, Equatable {
  public var derivation = Derivation()
  /// The frame and the small containers, and no element.
  public var execution = ExecutionProof()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("derivation", &derivation)
    try visitor.field("execution", &execution)
  }
}

/// Shows NEXT: which block it begins.
public struct NextBlockProof: SSZContainer, Equatable {
  public var frame = MachineFrame()
  public var inputs = InputsSummary()
  /// Of the inputs' root in the list behind `blocksRoot`, from the bottom up. The last is the list's length.
  public var siblings = BoundedList<Bytes32, 21>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("frame", &frame)
    try visitor.field("inputs", &inputs)
    try visitor.field("siblings", &siblings)
  }
}

/// Shows a step of the block in progress.
public struct BlockStepProof: SSZContainer, Equatable {
  public var derivation = Derivation()
  public var witness = StepWitness()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("derivation", &derivation)
    try visitor.field("witness", &witness)
  }
}
