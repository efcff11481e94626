/// Positions in one tree, ordered so that those below a node lie side by side.
public struct GeneralizedIndexSet: Sendable {
  /// By the leftmost leaf below, 63 levels below the root; each with its place in the array that the set was made of.
  private let sorted: [(index: GeneralizedIndex, slot: Int)]

  public init(_ indices: [GeneralizedIndex]) {
    sorted = indices.enumerated().map { ($1, $0) }.sorted { $0.index.leftmostLeaf < $1.index.leftmostLeaf }
  }

  /// Calls `body` with every position that is `node` or lies below, and its place in the original array.
  public func forEach(within node: GeneralizedIndex, _ body: (GeneralizedIndex, Int) -> Void) {
    let last = node.leftmostLeaf | (1 << UInt64(63 - node.depth) - 1)
    var place = firstPlace(of: node.leftmostLeaf)
    while place < sorted.count, sorted[place].index.leftmostLeaf <= last {
      if node.contains(sorted[place].index) { body(sorted[place].index, sorted[place].slot) }
      place += 1
    }
  }

  private func firstPlace(of leaf: UInt64) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].index.leftmostLeaf < leaf { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension GeneralizedIndex {
  /// The first of the positions 63 levels below the root that lie below this one.
  fileprivate var leftmostLeaf: UInt64 { rawValue << UInt64(63 - depth) }
}
