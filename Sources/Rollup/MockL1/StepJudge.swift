import Cryptography
import SSZ

/// Carries out one step of the rollup's machine, for the L1: what a contract's verifier is on a real one.
public protocol StepJudge: Sendable {
  /// The machine's root after the step in question.
  ///
  /// Everything but the proof is the L1's own. A step of an entry whose work is done already changes nothing.
  ///
  /// - Throws: if the proof does not show what the step comes to. That says nothing about the claim.
  func rootAfterStep(_ question: StepQuestion, proof: [UInt8]) throws(StepProofFault) -> Bytes32
}

/// Which step the L1 wants to see, and what it knows itself.
public struct StepQuestion: Sendable {
  /// The machine's root before the step.
  public let preRoot: Bytes32
  public let entryIndex: UInt64
  /// From 0, which takes the entry in, counted from the entry's beginning.
  public let stepIndex: UInt64
  /// The batch's bytes if `stepIndex` is 0, else nothing.
  public let batch: [UInt8]
  public let batchInbox: BatchInbox
  public let inbox: Inbox

  public var entry: BatchEntry { batchInbox.entries[Int(entryIndex)] }
}

/// Why a proof shows nothing.
public enum StepProofFault: Error, Equatable, Sendable {
  case undecodable
  /// Where the machine stands, its step is of another kind.
  case wrongKind
  /// No chain has such a state, so there is nothing to find out.
  case impossibleState
  /// It is a proof of another state.
  case wrongPreRoot(expected: Bytes32, found: Bytes32)
  /// The step needs what it leaves out.
  case incomplete
  /// It holds what the step does not need.
  case superfluous
  /// Inputs that it brings along are not those that the state commits to.
  case wrongInputs
  /// This chain was made without a judge.
  case noJudge
}

/// For chains on which nothing is disputed.
public struct NoJudge: StepJudge {
  public init() {}

  public func rootAfterStep(_ question: StepQuestion, proof: [UInt8]) throws(StepProofFault) -> Bytes32 {
    throw .noJudge
  }
}
