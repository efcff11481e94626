import Cryptography
import FraudProofs
import Ledger
import Merkle
import MockL1
import StateTransition

/// A machine on its way through one entry, step by step, as disputes count them: DECODE, then for each block NEXT and
/// the block's own steps.
struct EntryRun: Sendable {
  private(set) var machine: Machine
  /// DECODE included.
  private(set) var stepsTaken: UInt64 = 1
  /// Of the block in progress.
  private(set) var inputs: KnownInputs?
  private let lie: Lie?

  /// Takes the entry in.
  ///
  /// - Parameter lie: if it is one about this entry, it is told.
  init(
    _ machine: Machine, decoding batch: PostedBatch, messages: [InboxMessage], lie: Lie?
  ) throws(L1DataError) {
    self.machine = machine
    self.lie = lie?.entryIndex == batch.entry.index ? lie : nil
    if case .batch(let data) = self.lie?.change {
      _ = try self.machine.decode(PostedBatch(batch.entry, unchecked: data), messages: messages)
    } else {
      _ = try self.machine.decode(batch, messages: messages)
    }
    tellLie(after: 0, from: machine.execution)
  }

  /// Whether all further steps change nothing.
  var isDone: Bool { machine.execution.isIdle && machine.waiting.isEmpty }

  mutating func root() -> Bytes32 { machine.root() }

  /// Takes the next step; nothing happens if the entry's work is done.
  mutating func step() {
    let before = lie?.stepIndex == stepsTaken ? machine.execution : nil
    if let inputs, !machine.execution.isIdle {
      var journal = Journal()
      do throws(StateAccessError) { try machine.execution.step(inputs, into: &journal) } catch {
        preconditionFailure("a step failed on a state that is known as a whole: \(error)")
      }
    } else {
      inputs = machine.next().map { KnownInputs($0) }
    }
    if let before { tellLie(after: stepsTaken, from: before) }
    stepsTaken += 1
  }

  private mutating func tellLie(after stepIndex: UInt64, from before: Execution) {
    guard let lie, lie.stepIndex == stepIndex, case .execution(let change) = lie.change else { return }
    change(&machine.execution, before)
  }
}

extension EntryRun {
  /// Shows the step that the machine takes next.
  ///
  /// - Parameter inputsRoots: of all of the entry's blocks.
  mutating func proof(among inputsRoots: [Bytes32]) -> MachineProof {
    if let inputs, !machine.execution.isIdle {
      var proof = BlockStepProof()
      proof.derivation = machine.derivation
      proof.witness = StepWitness(of: &machine.execution, inputs, tree: InputsTree(inputs.inputs))
      return .step(proof)
    }
    guard let next = machine.waiting.first else { return .identity(machine.frame()) }
    var proof = NextBlockProof()
    proof.frame = machine.frame()
    proof.inputs = InputsSummary(next)
    proof.siblings = Derivation.siblings(ofBlock: machine.derivation.blockIndex, among: inputsRoots)
    return .next(proof)
  }
}

extension Machine {
  /// What a proof shows of the machine between blocks.
  mutating func frame() -> MachineFrame {
    var frame = MachineFrame()
    frame.derivation = derivation
    frame.execution = ExecutionProof(frameOf: &execution)
    return frame
  }
}
