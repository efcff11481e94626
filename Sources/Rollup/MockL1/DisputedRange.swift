import Cryptography
import Ledger

/// What a claim's dispute is about: the entries between its parent and itself, cut into steps.
public struct DisputedRange: Equatable, Sendable {
  /// The machine's root before the first entry.
  public let startRoot: Bytes32
  public let entries: ClosedRange<UInt64>
  let stepLevels: UInt64

  /// Where in which entry a step of the trace lies; no entry beyond the last one, where nothing happens any more.
  public func entryAndStep(_ number: UInt64) -> (entryIndex: UInt64?, stepIndex: UInt64) {
    let entry = entries.lowerBound + number >> stepLevels
    return (entries.contains(entry) ? entry : nil, number & lastStepIndex)
  }

  /// The last step that an entry has in the tree, however few do anything.
  public var lastStepIndex: UInt64 { (1 << stepLevels) - 1 }
}

extension Disputes {
  /// - Precondition: there is a claim at this index.
  public func range(of claimIndex: UInt64, in claims: Claims) -> DisputedRange {
    let claim = claims.all[Int(claimIndex)]
    let parent = claim.parent.index.map { claims.all[Int($0)] }
    return DisputedRange(
      startRoot: parent?.machineRoot ?? rules.genesisMachineRoot,
      entries: (parent.map { $0.entryIndex + 1 } ?? 0)...claim.entryIndex, stepLevels: UInt64(rules.stepLevels))
  }

  /// Steps of a claim's trace of which, after a move, the first wrong one may be one: what its path has not ruled out.
  ///
  /// - Precondition: `moveIndex < moveCount`.
  public func stepsInQuestion(after moveIndex: UInt64) -> ClosedRange<UInt64> {
    var (first, last): (UInt64?, UInt64?) = (nil, nil)
    var move = moves[moveIndex]
    // From the last move to the first: the latest word on each side is the narrowest.
    while let index = move.answers.index {
      let answered = moves[index]
      let number = answered.position.lastStep(leafDepth: rules.leafDepth)
      if move.position == answered.position.attack {
        last = last ?? number
      } else {
        first = first ?? number + 1
      }
      move = answered
    }
    return (first ?? 0)...(last ?? (1 << UInt64(rules.leafDepth)) - 1)
  }
}
