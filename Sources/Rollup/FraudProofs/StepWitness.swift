import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition

/// All that one step of a block depends on: parts of the execution before it, and at most one input of the block.
///
/// Whoever has it and the root before the step can tell the root after it, without anything else of the state.
public struct StepWitness: SSZContainer, Equatable {
  /// The root of the execution before the step: so that a file which was damaged says so by itself.
  public var preRoot = Bytes32()
  public var execution = ExecutionProof()
  public var input = BoundedList<InputProof, 1>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("preRoot", &preRoot)
    try visitor.field("execution", &execution)
    try visitor.field("input", &input)
  }
}

extension StepWitness {
  /// The witness of the next step of `execution`, which stays as it is, and where the step leads.
  ///
  /// - Precondition: a block with these inputs is in progress, and the execution is known as a whole.
  public init(of execution: inout Execution, _ inputs: KnownInputs, tree: InputsTree) {
    let (log, inputLog) = (AccessLog(), AccessLog())
    var recorded = execution.recording(into: log)
    var journal = Journal()
    do throws(StateAccessError) {
      try recorded.step(RecordedInputs(inputs: inputs, log: inputLog), into: &journal)
    } catch { preconditionFailure("a step failed on a state that is known as a whole: \(error)") }
    self.init()
    preRoot = execution.root()
    self.execution = ExecutionProof(of: &execution, showing: log.touched)
    guard let position = inputLog.touched.first else { return }
    do throws(DecodingError) { input = try BoundedList([tree.proof(of: position)]) } catch {
      preconditionFailure("one input is more than a witness holds")
    }
  }

  /// Takes the step on what the witness shows, and nothing else.
  ///
  /// Whatever the bytes say, there is a result: a state that was made up to contradict itself is a fault too, even where
  /// the proof of it is a true one.
  ///
  /// - Parameter expected: the root before the step, if it is known. Nothing is carried out on a witness of another one.
  /// - Throws: `WitnessFault` for a witness that is not exactly what the step needs, or shows what no chain can have.
  public func verify(from expected: Bytes32? = nil) throws(WitnessFault) -> VerifiedStep {
    if let expected, expected != preRoot { throw .preRoot(expected: expected, found: preRoot) }
    let log = AccessLog()
    let (before, found) = try execution.execution(loggingTo: log)
    guard found == preRoot else { throw .preRoot(expected: preRoot, found: found) }
    guard !before.isIdle else { throw .betweenBlocks }
    var (after, journal) = (before, Journal())
    if let proof = input.elements.first {
      let inputLog = AccessLog()
      let input = try WitnessedInput(proof, in: before.building.inputsRoot, loggingTo: inputLog)
      try after.takeStep(input, into: &journal)
      guard let position = GeneralizedIndex(proof.position), inputLog.touched.contains(position) else {
        throw .noSuchInput(proof.position)
      }
    } else {
      try after.takeStep(NoInput(), into: &journal)
    }
    try execution.checkMinimal(before.leafPositions(showing: log.touched))
    return VerifiedStep(
      kind: StepKind(next: before), blockNumber: before.blockInProgress, preRoot: preRoot, postRoot: after.root(),
      journal: journal)
  }

  /// The witness that these bytes encode.
  ///
  /// - Throws: `WitnessFault.malformed`.
  public init(bytes: [UInt8]) throws(WitnessFault) {
    do throws(DecodingError) { self = try Self.decoded(bytes) } catch { throw .malformed(error) }
  }
}

/// A step that was taken on a witness.
public struct VerifiedStep: Sendable {
  public let kind: StepKind
  public let blockNumber: UInt64
  /// Roots of the execution before and after the step.
  public let preRoot: Bytes32
  public let postRoot: Bytes32
  /// Receipts and events of the step, for those who want to know.
  public let journal: Journal

  /// - Throws: `WitnessFault.postRoot` if the step leads elsewhere.
  public func check(postRoot expected: Bytes32) throws(WitnessFault) {
    guard postRoot == expected else { throw .postRoot(expected: expected, found: postRoot) }
  }
}

extension Execution {
  /// The number of the block that has been begun: OPEN has yet to count it.
  public var blockInProgress: UInt64 { state.clock.blockNumber + (building.phase == .open ? 1 : 0) }

  fileprivate mutating func takeStep(_ inputs: some StepInputs, into journal: inout Journal) throws(WitnessFault) {
    do throws(StateAccessError) { try step(inputs, into: &journal) } catch { throw WitnessFault(error) }
  }
}
