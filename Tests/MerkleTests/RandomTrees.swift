import Cryptography
import Merkle
import TestSupport

extension SplitMix64 {
  mutating func chunk() -> Bytes32 { Bytes32(bytes(Bytes32.byteCount)) }

  /// A tree of up to 2^`depth` leaves with some branches cut short and some ranges of zeroes.
  mutating func tree(depth: Int) -> SparseTree {
    if depth == 0 || oneIn(8) { return SparseTree(leaf: chunk()) }
    if oneIn(8) { return SparseTree(zeroesOfDepth: depth) }
    let left = tree(depth: depth - 1)
    return SparseTree(left, tree(depth: depth - 1))
  }

  /// At least one position in `tree`, none above another, in any order.
  mutating func unrelatedIndices(in tree: SparseTree) -> [GeneralizedIndex] {
    var chosen: [GeneralizedIndex] = []
    choose(below: .root, in: tree, into: &chosen)
    return chosen.isEmpty ? [.root] : chosen.shuffled(using: &self)
  }

  private mutating func choose(
    below index: GeneralizedIndex, in tree: SparseTree, into chosen: inout [GeneralizedIndex]
  ) {
    guard (try? tree.node(at: index)) != nil, !oneIn(4) else { return }
    if index != .root, oneIn(4) { return chosen.append(index) }
    for position in 0..<2 as Range<UInt64> {
      choose(below: index.descendant(depth: 1, position: position), in: tree, into: &chosen)
    }
  }
}

extension Bytes32 {
  /// Another chunk, different in one bit.
  func flipping(bit: Int) -> Bytes32 {
    var other = self
    other[byte: bit / 8] ^= 1 << UInt8(bit % 8)
    return other
  }
}

/// A short way to write positions; zero, which names none, stops the test.
func indices(_ rawValues: UInt64...) -> [GeneralizedIndex] { rawValues.map { GeneralizedIndex($0)! } }
