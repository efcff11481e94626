import Cryptography

/// The right edge of a growing Merkle list: enough to append and to tell the root, at one node a level.
///
/// What the Ethereum deposit contract keeps. `root` is that of `List[Root, 2^depth]` of the appended leaves.
@frozen public struct MerkleFrontier<let depth: Int>: Sendable, BitwiseCopyable {
  public private(set) var count: UInt64
  /// Of each level, the left node that waits for its sibling, where bit `level` of `count` is set.
  public private(set) var nodes: InlineArray<depth, Bytes32>

  public init() {
    count = 0
    nodes = InlineArray(repeating: Bytes32())
  }

  public init(count: UInt64, nodes: InlineArray<depth, Bytes32>) {
    self.count = count
    self.nodes = nodes
  }

  /// One less than the tree's leaves: the last leaf would leave no level to wait on.
  public static var capacity: UInt64 { 1 << UInt64(depth) - 1 }

  public var isFull: Bool { count >= Self.capacity }

  /// - Precondition: the list is not full.
  public mutating func append(_ leaf: Bytes32) {
    precondition(!isFull, "the list is full")
    var node = leaf
    var level = 0
    while count & (1 << UInt64(level)) != 0 {
      node = SHA256.hash(nodes[level], node)
      nodes[level] = Bytes32()
      level += 1
    }
    nodes[level] = node
    count += 1
  }

  /// The list's root: elements beside length.
  public var root: Bytes32 {
    var node = ZeroHashes.root(depth: 0)
    for level in 0..<depth {
      let isWaiting = count & (1 << UInt64(level)) != 0
      node = isWaiting ? SHA256.hash(nodes[level], node) : SHA256.hash(node, ZeroHashes.root(depth: level))
    }
    return Merkleization.mixIn(length: count, into: node)
  }
}

extension MerkleFrontier: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    left.count == right.count && (0..<depth).allSatisfy { left.nodes[$0] == right.nodes[$0] }
  }
}
