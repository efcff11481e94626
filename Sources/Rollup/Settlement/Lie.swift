import Ledger

/// Where somebody's machine leaves the right path, and how: for demonstrations, and for tests of who finds it out.
///
/// The machine goes on from there as it should: no liar is harder to catch than one who lies once.
public struct Lie: Sendable {
  public let entryIndex: UInt64
  /// The first step after which the root is wrong, counted from the entry's beginning.
  public let stepIndex: UInt64
  let change: Change

  enum Change: Sendable {
    case batch([UInt8])
    case execution(@Sendable (_ after: inout Execution, _ before: Execution) -> Void)
  }

  /// DECODE takes these bytes for the entry's.
  public init(decodingEntry entryIndex: UInt64, as data: [UInt8]) {
    (self.entryIndex, stepIndex, change) = (entryIndex, 0, .batch(data))
  }

  /// After one step the execution is changed once more.
  ///
  /// - Parameter change: is given the executions after and before the step.
  public init(
    entryIndex: UInt64, stepIndex: UInt64,
    _ change: @escaping @Sendable (_ after: inout Execution, _ before: Execution) -> Void
  ) {
    (self.entryIndex, self.stepIndex, self.change) = (entryIndex, stepIndex, .execution(change))
  }
}
