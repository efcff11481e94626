import Cryptography
import FraudProofs
import Ledger
import Merkle
import MockL1
import SSZ
import StateTransition

/// Takes one step of the rollup's machine for the L1, on a ``MachineProof``.
///
/// It is the machine's own code that takes the step, on as much of the machine as the proof shows. Nothing is carried out
/// on a proof of another root than the one in question. A claim may be about a machine that its claimant made up, and the
/// proof of that a true one: whatever it says, there is an answer.
public struct MachineJudge: StepJudge {
  public let rules: DerivationRules

  public init(rules: DerivationRules) { self.rules = rules }

  public func rootAfterStep(_ question: StepQuestion, proof bytes: [UInt8]) throws(StepProofFault) -> Bytes32 {
    let proof = try MachineProof(bytes: bytes)
    let shown = try ShownMachine(proof)
    guard shown.root == question.preRoot else {
      throw .wrongPreRoot(expected: question.preRoot, found: shown.root)
    }
    let isFirst = question.stepIndex == 0
    switch (proof, shown.position) {
    case (.decode(let frame), .betweenEntries) where isFirst:
      try shown.checkIsFrame(frame.execution)
      return try shown.decode(question, by: rules)
    case (.next(let proof), .betweenBlocks) where !isFirst:
      try shown.checkIsFrame(proof.frame.execution)
      return try shown.beginBlock(proof)
    case (.step(let proof), .insideBlock) where !isFirst:
      return try shown.takeStep(proof.witness)
    case (.identity(let frame), .betweenEntries) where !isFirst:
      try shown.checkIsFrame(frame.execution)
      return shown.root
    default: throw .wrongKind
    }
  }
}

/// The machine, as much of it as a proof shows.
private struct ShownMachine {
  let derivation: Derivation
  let execution: Execution
  let executionRoot: Bytes32

  init(_ proof: MachineProof) throws(StepProofFault) {
    derivation = proof.derivation
    do throws(WitnessFault) {
      (execution, executionRoot) = try proof.execution.execution(loggingTo: AccessLog())
    } catch { throw StepProofFault(error) }
  }

  var root: Bytes32 { Machine.root(derivation, executionRoot: executionRoot) }

  enum Position {
    case betweenEntries, betweenBlocks, insideBlock
  }

  /// Where the machine stands; nil if it cannot stand there.
  var position: Position? {
    if !execution.isIdle { return .insideBlock }
    if derivation.blockIndex == derivation.blockCount { return .betweenEntries }
    return derivation.blockIndex < derivation.blockCount ? .betweenBlocks : nil
  }

  func checkIsFrame(_ proof: ExecutionProof) throws(StepProofFault) {
    do throws(WitnessFault) { try proof.checkIsFrame(of: execution) } catch { throw StepProofFault(error) }
  }

  func decode(_ question: StepQuestion, by rules: DerivationRules) throws(StepProofFault) -> Bytes32 {
    let tip = ChainTip(execution)
    guard tip.blockNumber < .max, tip.timestampMs < Genesis.timeLimitMs else { throw .impossibleState }
    let messages = question.inbox.messages(from: tip.inbox.read, upTo: question.entry.inboxUpTo)
    var machine = Machine(derivation, execution, rules: rules)
    do throws(L1DataError) {
      _ = try machine.decode(PostedBatch(question.entry, data: question.batch), messages: messages)
    } catch { throw .wrongInputs }
    return Machine.root(machine.derivation, executionRoot: executionRoot)
  }

  func beginBlock(_ proof: NextBlockProof) throws(StepProofFault) -> Bytes32 {
    guard let position = Derivation.position(ofBlock: derivation.blockIndex), proof.inputs.hasPossibleCounts else {
      throw .impossibleState
    }
    let branch = MerkleBranch(index: position, siblings: proof.siblings.elements)
    guard branch.verifies(proof.inputs.hashTreeRoot(), in: derivation.blocksRoot) else { throw .wrongInputs }
    var (begun, derivation) = (execution, derivation)
    begun.begin(proof.inputs)
    derivation.blockIndex += 1
    return Machine.root(derivation, executionRoot: begun.root())
  }

  func takeStep(_ witness: StepWitness) throws(StepProofFault) -> Bytes32 {
    do throws(WitnessFault) {
      return Machine.root(derivation, executionRoot: try witness.verify(from: executionRoot).postRoot)
    } catch { throw StepProofFault(error) }
  }
}

extension StepProofFault {
  fileprivate init(_ fault: WitnessFault) {
    switch fault {
    case .missingLeaf, .insufficient: self = .incomplete
    case .unusedLeaf, .noSuchPosition, .noSuchInput: self = .superfluous
    case .inputsRoot: self = .wrongInputs
    case .preRoot(let expected, let found), .postRoot(let expected, let found):
      self = .wrongPreRoot(expected: expected, found: found)
    case .betweenBlocks: self = .wrongKind
    case .impossibleLeaf, .impossibleLength, .outside, .contradictory: self = .impossibleState
    case .malformed, .count, .positionOutOfOrder, .malformedLeaf, .proof, .badHelper, .malformedInput:
      self = .undecodable
    }
  }
}
