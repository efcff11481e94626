import Cryptography

/// Why a Merkle proof proves nothing, or cannot be made.
public enum ProofError: Error, Equatable, Sendable {
  /// A branch has one sibling for each level between its leaf and the root.
  case branchLength(expected: Int, found: Int)

  /// A multiproof of no leaves has no root.
  case noIndices

  /// One index twice: the verifier could check one copy while its caller reads the other.
  case repeatedIndex(GeneralizedIndex)

  /// One leaf lies below another, so that the upper one would be both given and computed.
  case nestedIndices(ancestor: GeneralizedIndex, descendant: GeneralizedIndex)

  case leafCount(expected: Int, found: Int)
  case missingHelpers(expected: Int, found: Int)
  case unusedHelpers(expected: Int, found: Int)
  case rootMismatch(expected: Bytes32, computed: Bytes32)

  /// The tree ends above this position.
  case noSuchNode(GeneralizedIndex)
}
