import Cryptography
import Merkle
import SSZ

/// The list behind `blocksRoot`, by which a proof shows which block comes next.
extension Derivation {
  /// Levels from the root of the list's elements to the elements.
  private static let listDepth = 20

  /// Where the root of a block's inputs lies in the list's tree; nil if no list is so long.
  static func position(ofBlock blockIndex: UInt32) -> GeneralizedIndex? {
    guard blockIndex < 1 << UInt32(listDepth) else { return nil }
    return GeneralizedIndex.root.descendant(depth: 1, position: 0)
      .descendant(depth: listDepth, position: UInt64(blockIndex))
  }

  /// The siblings of one of the roots in the list of all.
  ///
  /// - Precondition: `blockIndex < inputsRoots.count`.
  static func siblings(ofBlock blockIndex: UInt32, among inputsRoots: [Bytes32]) -> BoundedList<Bytes32, 21> {
    let list = SparseTree(
      SparseTree(inputsRoots.map { SparseTree(leaf: $0) }, depth: listDepth),
      SparseTree(leaf: UInt64(inputsRoots.count).hashTreeRoot()))
    guard let position = position(ofBlock: blockIndex) else { preconditionFailure("an entry has too many blocks") }
    do { return try BoundedList(list.branch(to: position).siblings) } catch {
      preconditionFailure("the root of a block's inputs has no branch")
    }
  }
}
