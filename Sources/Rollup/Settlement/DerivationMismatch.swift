import FraudProofs
import Ledger
import Merkle
import StateTransition

/// How a block that somebody claims differs from the one that follows from the L1.
public struct DerivationMismatch: Equatable, Sendable {
  public let blockNumber: UInt64
  public let header: HeaderDifference
  /// Where the claimed inputs are known, and differ.
  public let input: InputDifference?
  /// The first step that reads what differs; or, of equal inputs, the first after which the claimed trace is wrong.
  public let step: Step?

  public struct Step: Equatable, Sendable {
    public let index: Int
    public let kind: StepKind
  }
}

extension DerivedBlock {
  /// Compares the block with what somebody says it is; nil if the headers are the same.
  ///
  /// - Parameters:
  ///   - inputs: what the block was made of, by the same word.
  ///   - trace: the roots after each step, by the same word. The block is carried out once more to compare them.
  public func mismatch(
    with claimed: BlockHeader, inputs claimedInputs: BlockInputs? = nil, trace: ExecutionTrace? = nil
  ) -> DerivationMismatch? {
    guard let difference = HeaderDifference(derived: header, claimed: claimed) else { return nil }
    let input = claimedInputs.flatMap { InputDifference(derived: inputs.inputs, claimed: $0) }
    let step = input.map(firstStep) ?? trace.flatMap(firstStep)
    return DerivationMismatch(blockNumber: header.number, header: difference, input: input, step: step)
  }

  /// The step that reads the input that differs, or that comes in its place where the derived list has ended.
  private func firstStep(reading input: InputDifference) -> DerivationMismatch.Step {
    var (execution, journal, index) = (before, Journal(), 0)
    execution.begin(inputs.inputs)
    while !execution.isAt(input.part.phase, UInt64(input.index)) {
      do throws(StateAccessError) { try execution.step(inputs, into: &journal) } catch {
        preconditionFailure("a step failed on a state that is known as a whole: \(error)")
      }
      index += 1
    }
    return DerivationMismatch.Step(index: index, kind: StepKind(next: execution))
  }

  /// Nil if the whole trace is right, and only the header is wrong. The first, if it starts from something else.
  private func firstStep(contradicting trace: ExecutionTrace) -> DerivationMismatch.Step? {
    switch ExecutionTrace(of: inputs, on: before).firstDifference(from: trace) {
    case nil: return nil
    case .start:
      var begun = before
      begun.begin(inputs.inputs)
      return DerivationMismatch.Step(index: 0, kind: StepKind(next: begun))
    case .step(let index, let kind, _, _): return DerivationMismatch.Step(index: index, kind: kind)
    }
  }
}

extension Execution {
  /// Whether the next step begins input `cursor` of `phase`, or anything that comes later.
  fileprivate func isAt(_ phase: Building.Phase, _ cursor: UInt64) -> Bool {
    guard work.kind == .none else { return false }
    return building.phase == phase ? building.cursor >= cursor : building.phase > phase
  }
}
