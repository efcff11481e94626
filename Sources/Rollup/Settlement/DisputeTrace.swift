import Cryptography
import MockL1

/// What somebody who has derived the rollup for himself knows of its machine. It is all that disputes are played by.
public protocol DisputeTrace: Sendable {
  /// The machine's root after the whole of an entry.
  func root(afterEntry entryIndex: UInt64) throws(TraceGap) -> Bytes32

  /// The machine's root after one step of an entry, counted from 0. Steps beyond the entry's last change nothing.
  func root(afterStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> Bytes32

  /// What convinces a ``StepJudge`` of what a step comes to.
  func proof(ofStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> [UInt8]
}

/// An entry of which a trace does not know enough, or not yet. Nothing follows from it: not that a claim is wrong.
public struct TraceGap: Error, Equatable, Sendable {
  public let entryIndex: UInt64

  public init(entryIndex: UInt64) { self.entryIndex = entryIndex }
}

extension DisputedRange {
  /// The machine's root after a step of a dispute's trace.
  ///
  /// Only the lower half of a dispute asks for steps: an entry need not be carried out step by step before somebody
  /// lies about it.
  public func root(afterStep number: UInt64, by trace: some DisputeTrace) throws(TraceGap) -> Bytes32 {
    let (entry, step) = entryAndStep(number)
    guard let entry else { return try trace.root(afterEntry: entries.upperBound) }
    guard step < lastStepIndex else { return try trace.root(afterEntry: entry) }
    return try trace.root(afterStep: step, ofEntry: entry)
  }
}
