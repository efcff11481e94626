import FraudProofs
import Ledger
import Merkle
import StateTransition
import Units

/// A test switch: a sequencer that gives its own fee vault money in the middle of a block, and keeps the trace of it.
///
/// From that block on its roots are wrong. Derivation from the L1 must name the block, and the trace the step.
public struct Corruption: Equatable, Sendable {
  public let block: UInt64
  /// After which step of the block, counted from 0.
  public let step: Int

  public init(block: UInt64, step: Int) {
    self.block = block
    self.step = step
  }

  /// Reads `BLOCK:STEP`.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let block = UInt64(parts[0]), let step = Int(parts[1]), block > 0, step >= 0 else {
      return nil
    }
    self.init(block: block, step: step)
  }

  func carryOut(
    _ execution: inout Execution, _ inputs: KnownInputs, tracing trace: inout ExecutionTrace?
  ) -> Journal {
    var journal = Journal()
    var recorder = TraceRecorder(beginning: inputs, on: &execution)
    while !execution.isIdle {
      if recorder.stepCount == step { Self.falsify(&execution) }
      recorder.step(inputs, on: &execution, into: &journal)
    }
    trace = recorder.trace
    return journal
  }

  /// A wrong that keeps its books: conservation alone would not find it.
  static func falsify(_ execution: inout Execution) {
    let index = Owner.Reserved.feeVault.account.index
    let gift = Notional(atoms: 1_000_000)
    do throws(StateAccessError) {
      var account = try execution.state.accounts.read(index)
      account.cash = account.cash.adding(gift)
      try execution.state.accounts.write(account, at: index)
      execution.state.totals.cash = execution.state.totals.cash.adding(gift)
      execution.state.totals.deposited = execution.state.totals.deposited.adding(gift)
    } catch { preconditionFailure("the sequencer's own state was blinded") }
  }
}
