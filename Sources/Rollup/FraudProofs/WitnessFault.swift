import Cryptography
import Merkle
import SSZ
import StateTransition

/// Why a witness proves nothing.
public enum WitnessFault: Error, Equatable, Sendable {
  /// The bytes are not the one encoding of a witness.
  case malformed(DecodingError)

  /// As many positions as values, and a byte for every helper.
  case count(expected: Int, found: Int)
  /// Positions ascend; this one does not, or is zero.
  case positionOutOfOrder(UInt64)
  /// No step can ask for what lies at this position: it is inside an element, above one, or outside the state.
  case noSuchPosition(GeneralizedIndex)
  case malformedLeaf(GeneralizedIndex, DecodingError)
  /// No chain has a state with such a value there: see `StateLeaf`.
  case impossibleLeaf(GeneralizedIndex)
  /// A list is said to be longer than its type allows, or than can be linked.
  case impossibleLength(GeneralizedIndex, UInt64)
  /// Every witness shows the frame, the small containers, and the lengths of lists.
  case missingLeaf(GeneralizedIndex)
  /// The positions contradict one another.
  case proof(ProofError)
  /// A helper is written out that could be told by its height, or by a height that no zero subtree has.
  case badHelper(index: Int)

  case preRoot(expected: Bytes32, found: Bytes32)
  /// Between two blocks there is no step to take.
  case betweenBlocks
  /// The step touches what the witness does not show.
  case insufficient(GeneralizedIndex)
  /// The step is sent to an element of a tree or list that has none there. No chain has such a state.
  case outside(tree: GeneralizedIndex, index: UInt64)
  /// The step finds parts of the state that deny each other. No chain has such a state.
  case contradictory(Contradiction)
  /// The step has no use for this leaf.
  case unusedLeaf(GeneralizedIndex)

  /// The step reads no input at this position of the block's.
  case noSuchInput(UInt64)
  case malformedInput(DecodingError)
  case inputsRoot(expected: Bytes32, found: Bytes32)

  case postRoot(expected: Bytes32, found: Bytes32)
}

extension WitnessFault {
  /// Why a step could not be taken on the witness.
  init(_ error: StateAccessError) {
    switch error {
    case .blinded(let index): self = .insufficient(index)
    case .outside(let tree, let index): self = .outside(tree: tree, index: index)
    case .contradictory(let contradiction): self = .contradictory(contradiction)
    }
  }
}

extension WitnessFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let error): "these bytes are no witness: \(error)"
    case .count(let expected, let found): "a part of the witness has \(found) elements and should have \(expected)"
    case .positionOutOfOrder(let index): "position \(index) does not ascend"
    case .noSuchPosition(let index): "no step can ask for position \(index)"
    case .malformedLeaf(let index, let error): "the leaf at \(index) is malformed: \(error)"
    case .impossibleLeaf(let index): "no chain has this state: the leaf at \(index) holds more than there can be"
    case .impossibleLength(let index, let length): "the list at \(index) cannot have \(length) elements"
    case .missingLeaf(let index): "the leaf at \(index) is missing, which every witness shows"
    case .proof(let error): "the positions make no proof: \(error)"
    case .badHelper(let index): "helper \(index) is not written in the one way there is"
    case .preRoot(let expected, let found): "it is a proof of root \(found), and not of \(expected)"
    case .betweenBlocks: "no block is in progress, so there is no step"
    case .insufficient(let index): "the step reads position \(index), which the witness does not show"
    case .outside(let tree, let index): "no chain has this state: element \(index) of \(tree) is named, and is none"
    case .contradictory(let contradiction): "no chain has this state: \(contradiction)"
    case .unusedLeaf(let index): "the step has no use for the leaf at \(index)"
    case .noSuchInput(let index): "the step reads no input at position \(index)"
    case .malformedInput(let error): "the input is malformed: \(error)"
    case .inputsRoot(let expected, let found): "the input belongs to root \(found), and the block's is \(expected)"
    case .postRoot(let expected, let found): "the step ends at root \(found), and not at \(expected)"
    }
  }
}
