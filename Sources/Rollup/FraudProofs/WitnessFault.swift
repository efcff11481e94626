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
  /// A list is said to be longer than its type allows.
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
  case insufficient(StateAccessError)
  /// The step has no use for this leaf.
  case unusedLeaf(GeneralizedIndex)

  /// The step reads no input at this position of the block's.
  case noSuchInput(UInt64)
  case malformedInput(DecodingError)
  case inputsRoot(expected: Bytes32, found: Bytes32)

  case postRoot(expected: Bytes32, found: Bytes32)
}

extension WitnessFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let error): "these bytes are no witness: \(error)"
    case .count(let expected, let found): "a part of the witness has \(found) elements and should have \(expected)"
    case .positionOutOfOrder(let index): "position \(index) does not ascend"
    case .noSuchPosition(let index): "no step can ask for position \(index)"
    case .malformedLeaf(let index, let error): "the leaf at \(index) is malformed: \(error)"
    case .impossibleLength(let index, let length): "the list at \(index) cannot have \(length) elements"
    case .missingLeaf(let index): "the leaf at \(index) is missing, which every witness shows"
    case .proof(let error): "the positions make no proof: \(error)"
    case .badHelper(let index): "helper \(index) is not written in the one way there is"
    case .preRoot(let expected, let found): "it is a proof of root \(found), and not of \(expected)"
    case .betweenBlocks: "no block is in progress, so there is no step"
    case .insufficient(.blinded(let index)): "the step reads position \(index), which the witness does not show"
    case .insufficient(.outside(let tree, let index)): "the step reads element \(index) of \(tree), and there is none"
    case .unusedLeaf(let index): "the step has no use for the leaf at \(index)"
    case .noSuchInput(let index): "the step reads no input at position \(index)"
    case .malformedInput(let error): "the input is malformed: \(error)"
    case .inputsRoot(let expected, let found): "the input belongs to root \(found), and the block's is \(expected)"
    case .postRoot(let expected, let found): "the step ends at root \(found), and not at \(expected)"
    }
  }
}
