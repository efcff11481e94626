import Ledger
import SSZ

/// What a step does: it goes on with a frame, or takes the next input of a phase.
public struct StepKind: SSZContainer, Equatable, Sendable {
  public var phase = Building.Phase.idle
  /// The frame that the step goes on with; none where it begins something.
  public var work = Work.Kind.none

  public init() {}

  /// What the next step of `execution` will do.
  public init(next execution: Execution) {
    phase = execution.building.phase
    work = execution.work.kind
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("phase", &phase)
    try visitor.field("work", &work)
  }
}

extension StepKind: CustomStringConvertible {
  public var description: String { work == .none ? "\(phase)" : "\(phase), \(work)" }
}
