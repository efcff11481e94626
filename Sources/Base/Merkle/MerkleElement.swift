import Cryptography

/// What a persistent list stores side by side in its pages: a value without references, and its root.
public protocol MerkleElement: BitwiseCopyable, Sendable {
  /// The default value, which absent elements of a vector have.
  init()
  func hashTreeRoot() -> Bytes32
}

extension Bytes32: MerkleElement {
  @inlinable public func hashTreeRoot() -> Bytes32 { self }
}

/// Why a step cannot be taken on what is known of the state.
///
/// In the sequencer, which knows everything, it cannot occur. In a verifier the proof was too small for the step, or it
/// shows a state that no run of steps leads to.
public enum StateAccessError: Error, Equatable, Sendable {
  /// The element at this position, or a node above it, is known only by its root.
  case blinded(GeneralizedIndex)

  /// The tree or list at this position has no such element: whatever named it contradicts the state.
  case outside(tree: GeneralizedIndex, index: UInt64)

  /// Two parts of the state deny each other.
  case contradictory(Contradiction)
}
