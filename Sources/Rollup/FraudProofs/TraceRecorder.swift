import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition

/// Takes a block's steps one by one and writes down the root after each.
public struct TraceRecorder: Sendable {
  private let start: Bytes32
  private let blockNumber: UInt64
  private var roots: [Bytes32] = []
  private var kinds: [StepKind] = []

  /// Begins the block.
  ///
  /// - Precondition: `execution` is idle and knows its whole state.
  public init(beginning inputs: KnownInputs, on execution: inout Execution) {
    blockNumber = execution.state.clock.blockNumber + 1
    execution.begin(inputs.inputs)
    start = execution.root()
  }

  /// Steps taken so far.
  public var stepCount: Int { roots.count }

  /// Takes the next step.
  public mutating func step(_ inputs: KnownInputs, on execution: inout Execution, into journal: inout Journal) {
    kinds.append(StepKind(next: execution))
    do throws(StateAccessError) { try execution.step(inputs, into: &journal) } catch {
      preconditionFailure("a step failed on a state that is known as a whole: \(error)")
    }
    roots.append(execution.root())
  }

  /// The trace up to here.
  public var trace: ExecutionTrace {
    var trace = ExecutionTrace()
    trace.blockNumber = blockNumber
    trace.start = start
    do throws(DecodingError) {
      trace.roots = try BoundedList(roots)
      trace.kinds = try BoundedList(kinds)
    } catch { preconditionFailure("a block took more steps than a trace can hold") }
    return trace
  }
}
