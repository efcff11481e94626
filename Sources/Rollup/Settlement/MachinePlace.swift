import FraudProofs
import Ledger
import StateTransition

/// What a step of the machine is to those who think in blocks.
public enum MachinePlace: Equatable, Sendable {
  /// The entry is taken in.
  case decode
  /// A block is begun.
  case next(blockNumber: UInt64)
  /// A step of a block, counted from 0.
  case step(blockNumber: UInt64, stepIndex: UInt64, StepKind)
  /// The entry's work is done already.
  case done

  /// The next step of an execution on its way through an entry.
  init(next execution: Execution) {
    let number = execution.blockInProgress
    self =
      execution.isIdle
      ? .next(blockNumber: number + 1)
      : .step(blockNumber: number, stepIndex: execution.building.stepCount, StepKind(next: execution))
  }
}

extension MachinePlace: CustomStringConvertible {
  public var description: String {
    switch self {
    case .decode: "reading the batch"
    case .next(let number): "the beginning of block \(number)"
    case .step(let number, let index, let kind): "block \(number), step \(index) (\(kind))"
    case .done: "after the last step"
    }
  }
}
