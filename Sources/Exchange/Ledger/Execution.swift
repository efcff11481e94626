import Cryptography
import Merkle
import SSZ

/// All that a step within a block depends on, apart from the block's inputs.
public struct Execution: Sendable {
  public var work: Work
  public var building: Building
  public var state: State
  /// Hash of the last closed block.
  public var lastBlock: Bytes32
  /// The state that is put back if an all-or-nothing input fails; `work.savedState` is its root.
  public var saved: State?
  /// What signatures bind. Follows from the parameters, of which it never changes; not hashed a second time.
  public let domain: SigningDomain

  public init(state: State) {
    work = Work()
    building = Building()
    self.state = state
    lastBlock = Bytes32()
    domain = SigningDomain(state.parameters)
  }

  /// `hash_tree_root` of `{work, building, state, lastBlock}`: what a trace lists, step by step.
  public mutating func root() -> Bytes32 {
    work.savedState = saved?.root() ?? Bytes32()
    var merkleizer = StreamingMerkleizer()
    merkleizer.append(work.hashTreeRoot())
    merkleizer.append(building.hashTreeRoot())
    merkleizer.append(state.root())
    merkleizer.append(lastBlock)
    return merkleizer.root()
  }
}
