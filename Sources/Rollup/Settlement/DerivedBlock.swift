import Ledger
import Merkle
import StateTransition

/// A block that follows from the L1 alone.
public struct DerivedBlock: Sendable {
  public let entryIndex: UInt64
  public let inputs: KnownInputs
  public let header: BlockHeader
  public let journal: Journal
  /// The execution before the block, from which it can be carried out again.
  public let before: Execution
}

extension Execution {
  /// Takes the steps that remain of the block in progress.
  mutating func finishBlock(_ inputs: KnownInputs, into journal: inout Journal) {
    while !isIdle {
      do throws(StateAccessError) { try step(inputs, into: &journal) } catch {
        preconditionFailure("a step failed on a state that is known as a whole: \(error)")
      }
    }
  }
}
