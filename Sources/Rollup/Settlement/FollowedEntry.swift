import Cryptography
import Ledger
import MockL1
import StateTransition

/// An entry that a follower has derived and that is not final.
struct FollowedEntry: Sendable {
  /// After it.
  let machine: Machine
  /// Of that machine.
  let root: Bytes32

  var tip: ChainTip { ChainTip(machine.execution) }

  /// - Parameter machine: after all of the entry's blocks; what it holds of them is not kept.
  init(after machine: Machine) {
    var machine = Machine(machine.derivation, machine.execution, rules: machine.rules)
    root = machine.root()
    self.machine = machine
  }
}

/// A block that a follower has carried out and that is not final.
struct FollowedBlock: Sendable {
  let header: BlockHeader
  let hash: Bytes32
  /// After it.
  let execution: Execution
  /// Whether the sequencer has signed it. Fallback blocks nobody signs; of others the L1 may tell first.
  var isAnnounced: Bool

  init(_ header: BlockHeader, after execution: Execution, isAnnounced: Bool) {
    self.header = header
    hash = execution.lastBlock
    self.execution = execution
    self.isAnnounced = isAnnounced
  }
}
