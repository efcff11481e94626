import Cryptography
import Ledger
import SSZ
import StateTransition

/// The root of the execution after each step of one block: what two parties compare to find where they part.
///
/// Roots of steps are never computed in normal operation.
public struct ExecutionTrace: SSZContainer, Equatable {
  public var blockNumber: UInt64 = 0
  /// The root when the block has been begun and no step was taken.
  public var start = Bytes32()
  /// The root after each step, and what the step did.
  public var roots = BoundedList<Bytes32, 1_073_741_824>()
  public var kinds = BoundedList<StepKind, 1_073_741_824>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("blockNumber", &blockNumber)
    try visitor.field("start", &start)
    try visitor.field("roots", &roots)
    try visitor.field("kinds", &kinds)
  }

  /// The trace of carrying `inputs` out on `execution`, which is idle and stays as it is.
  public init(of inputs: KnownInputs, on execution: Execution) {
    var copy = execution
    var recorder = TraceRecorder(beginning: inputs, on: &copy)
    var journal = Journal()
    while !copy.isIdle { recorder.step(inputs, on: &copy, into: &journal) }
    self = recorder.trace
  }
}

/// Where two traces of one block part.
public enum TraceDifference: Equatable, Sendable {
  /// They do not begin with the same state and inputs.
  case start(own: Bytes32, other: Bytes32)
  /// After step `index`, which `kind` describes; nil where that side's trace has ended.
  case step(index: Int, kind: StepKind, own: Bytes32?, other: Bytes32?)
}

extension ExecutionTrace {
  /// The first step after which this trace and `other` disagree; nil if they are the same.
  ///
  /// The kind is taken from this trace as far as it goes: the other's is only its word.
  public func firstDifference(from other: ExecutionTrace) -> TraceDifference? {
    guard start == other.start else { return .start(own: start, other: other.start) }
    let (own, others) = (roots.elements, other.roots.elements)
    for index in 0..<max(own.count, others.count) {
      let left = index < own.count ? own[index] : nil
      let right = index < others.count ? others[index] : nil
      if left != right { return .step(index: index, kind: kind(at: index), own: left, other: right) }
    }
    return nil
  }

  /// What step `index` does; between blocks, if there is none.
  private func kind(at index: Int) -> StepKind {
    index < kinds.count ? kinds.elements[index] : StepKind()
  }
}
