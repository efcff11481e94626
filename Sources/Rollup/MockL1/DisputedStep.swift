import Cryptography
import Ledger
import SSZ

/// The one step of the machine between a move at the last depth and its neighbour on the path to it.
struct DisputedStep {
  let moveIndex: UInt64
  let preRoot: Bytes32
  let postRoot: Bytes32
  /// Whether the move is shown wrong by a step that does not lead from one to the other, or by one that does.
  let isDisprovedByOther: Bool
  /// The entry whose step it is; nil beyond the claim's last one, where nothing happens any more.
  let entryIndex: UInt64?
  /// Counted from the entry's beginning.
  let stepIndex: UInt64
}

extension Disputes {
  /// The step that a call asks for, if it can still decide anything.
  func step(
    _ call: StepCall, in claims: Claims, at position: L1Position
  ) throws(ContractRevert) -> DisputedStep {
    let index = try require(call.move)
    let move = moves[index]
    guard move.position.depth == rules.leafDepth else {
      throw .notALeaf(depth: move.position.depth, leafDepth: rules.leafDepth)
    }
    guard !move.isDisproved else { throw .disprovedBefore(moveIndex: index) }
    try requireTime(toAnswer: move, at: position)
    return disputedStep(from: move, index: index, isAttack: call.isAttack, in: claims)
  }

  /// Marks the move as disproved, if the step comes to a root that shows it.
  mutating func disprove(by step: DisputedStep, to root: Bytes32, from sender: Address) throws(ContractRevert) {
    guard (root != step.postRoot) == step.isDisprovedByOther else { throw .stepUpholds(machineRoot: root) }
    moves[step.moveIndex].isDisproved = true
    moves[step.moveIndex].disprovedBy = sender
  }

  /// An attack asks for the step that ends at the move's root, a defense for the one that starts from it.
  ///
  /// If the other end was said by the mover's own team, the move is wrong when the step does not lead from one to the
  /// other; if by the other team, whose root the mover disputes, when it does.
  private func disputedStep(
    from move: GameMove, index: UInt64, isAttack: Bool, in claims: Claims
  ) -> DisputedStep {
    let number = move.position.lastStep(leafDepth: rules.leafDepth)
    let range = range(of: move.claimIndex, in: claims)
    let (entry, step) = range.entryAndStep(isAttack ? number : number + 1)
    guard isAttack else {
      let after = ancestor(of: move, at: number + 1)
      return DisputedStep(
        moveIndex: index, preRoot: move.machineRoot, postRoot: after.machineRoot,
        isDisprovedByOther: (move.position.depth - after.position.depth).isMultiple(of: 2), entryIndex: entry,
        stepIndex: step)
    }
    let before = number == 0 ? range.startRoot : ancestor(of: move, at: number - 1).machineRoot
    return DisputedStep(
      moveIndex: index, preRoot: before, postRoot: move.machineRoot, isDisprovedByOther: true, entryIndex: entry,
      stepIndex: step)
  }

  /// The move on the path to `move` that speaks of a neighbouring step. Halving leaves both neighbours of a leaf on
  /// its path, but for the left one of the first, which is the start.
  private func ancestor(of move: GameMove, at number: UInt64) -> GameMove {
    var link = move.answers
    while let index = link.index {
      let ancestor = moves[index]
      if ancestor.position.lastStep(leafDepth: rules.leafDepth) == number { return ancestor }
      link = ancestor.answers
    }
    preconditionFailure("a move's neighbour is not on its path")
  }
}
