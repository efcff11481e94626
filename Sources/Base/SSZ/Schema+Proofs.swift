import Merkle

extension Schema {
  /// The branch from the node at `index` to the root of `value`.
  ///
  /// - Throws: `SchemaError` for what `encode(_:)` refuses, and `.proof` for a position that the tree lacks.
  public func singleProof(of value: SchemaValue, at index: GeneralizedIndex) throws(SchemaError) -> MerkleBranch {
    let tree = try tree(of: value)
    do { return try tree.branch(to: index) } catch { throw .proof(error) }
  }

  /// One proof for the nodes at `indices`.
  ///
  /// - Throws: `SchemaError` for what `encode(_:)` refuses, and `.proof` for positions that the tree lacks, that are
  ///   equal, or that lie above one another.
  public func multiproof(
    of value: SchemaValue, at indices: [GeneralizedIndex]
  ) throws(SchemaError) -> Multiproof {
    let tree = try tree(of: value)
    do { return try tree.multiproof(of: indices) } catch { throw .proof(error) }
  }
}
