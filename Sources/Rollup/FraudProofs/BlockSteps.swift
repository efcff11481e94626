import Cryptography
import Ledger
import Merkle
import StateTransition

/// One step of a block, and all that proves it.
public struct ProvenStep: Sendable {
  /// From 0.
  public let index: Int
  public let kind: StepKind
  /// Roots of the execution before and after.
  public let preRoot: Bytes32
  public let postRoot: Bytes32
  public let witness: StepWitness
}

/// The steps of one block, each with its witness, made one by one as they are asked for.
///
/// ```swift
/// for step in BlockSteps(inputs, on: execution) {
///   #expect(try step.witness.verify(from: step.preRoot).postRoot == step.postRoot)
/// }
/// ```
public struct BlockSteps: Sequence, IteratorProtocol, Sendable {
  private let inputs: KnownInputs
  private let tree: InputsTree
  private var execution: Execution
  private var journal = Journal()
  /// Steps taken so far.
  private(set) var count = 0

  /// - Precondition: `execution`, the one before the block, is idle and knows its whole state.
  public init(_ inputs: KnownInputs, on execution: Execution) {
    self.inputs = inputs
    tree = InputsTree(inputs.inputs)
    self.execution = execution
    self.execution.begin(inputs.inputs)
  }

  /// The root of the execution before the next step; after the last one, behind the block.
  public var root: Bytes32 {
    var copy = execution
    return copy.root()
  }

  public mutating func next() -> ProvenStep? {
    guard !execution.isIdle else { return nil }
    let (kind, preRoot) = (StepKind(next: execution), execution.root())
    let witness = StepWitness(of: &execution, inputs, tree: tree)
    take()
    return ProvenStep(
      index: count - 1, kind: kind, preRoot: preRoot, postRoot: execution.root(), witness: witness)
  }

  /// Step `index`, for which those before it are taken without witnesses; nil if the block has fewer steps.
  ///
  /// - Precondition: that step was not taken yet.
  public mutating func step(at index: Int) -> ProvenStep? {
    precondition(index >= count, "a step was asked for that has been taken")
    while count < index, !execution.isIdle { take() }
    return next()
  }

  private mutating func take() {
    do throws(StateAccessError) { try execution.step(inputs, into: &journal) } catch {
      preconditionFailure("a step failed on a state that is known as a whole: \(error)")
    }
    count += 1
  }
}
