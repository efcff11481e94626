/// A position in a binary Merkle tree: the root is 1, the children of k are 2k and 2k + 1.
///
/// Source: consensus-specs, ssz/merkle-proofs.md. Sixty-four bits, hence trees of at most 63 levels.
@frozen public struct GeneralizedIndex: Hashable, Comparable, Sendable {
  public let rawValue: UInt64

  /// - Returns: nil for zero, which names no node.
  @inlinable public init?(_ rawValue: UInt64) {
    guard rawValue > 0 else { return nil }
    self.rawValue = rawValue
  }

  @usableFromInline init(unchecked rawValue: UInt64) { self.rawValue = rawValue }

  public static let root = GeneralizedIndex(unchecked: 1)

  /// Levels below the root.
  @inlinable public var depth: Int { 63 - rawValue.leadingZeroBitCount }

  /// The node above; nil above the root.
  @inlinable public var parent: GeneralizedIndex? { GeneralizedIndex(rawValue >> 1) }

  /// The other child of the same parent. The root has none.
  @inlinable public var sibling: GeneralizedIndex? { rawValue == 1 ? nil : GeneralizedIndex(rawValue ^ 1) }

  @inlinable public var isRightChild: Bool { rawValue & 1 == 1 && rawValue > 1 }

  /// The `position`-th of the 2^`depth` nodes that lie `depth` levels below this one.
  ///
  /// - Precondition: the result fits 64 bits and `position < 2^depth`; both follow from the schema of the tree.
  @inlinable public func descendant(depth: Int, position: UInt64) -> GeneralizedIndex {
    precondition(self.depth + depth < 64, "the tree is deeper than a generalized index can name")
    precondition(depth == 64 || position >> UInt64(depth) == 0, "no such node at this depth")
    return GeneralizedIndex(unchecked: rawValue << UInt64(depth) | position)
  }

  /// Whether `self` lies on the path from `other` to the root, or is `other`.
  @inlinable public func contains(_ other: GeneralizedIndex) -> Bool {
    depth <= other.depth && other.rawValue >> UInt64(other.depth - depth) == rawValue
  }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension GeneralizedIndex: CustomStringConvertible {
  public var description: String { String(rawValue) }
}
