import Cryptography
import Merkle

/// First-in-first-out queues by 24-bit key: which keys have entries, and the queue at each.
///
/// A 3-level bitmap of 256-bit words: one word is one SSZ chunk, so the search for the lowest or highest key reads three
/// chunks, and running it on a partial tree is its own proof. (The same bitmap serves Clober v2, `TickBitmap.sol`.) It
/// serves the sides of a book, keyed by tick, and everything that waits for a price, an index or a time. The links
/// between entries lie with the entries.
public struct LevelQueues: Sendable {
  /// Bit i: `middle[i]` is not zero.
  public var top: Bytes32
  /// Bit j of word i: `bottom[256 i + j]` is not zero.
  public var middle: PersistentVector<8>
  /// Bit k of word j: key 256 j + k has entries.
  public var bottom: PersistentVector<16>
  /// By key, each a `PriceLevel`.
  public var levels: PersistentVector<24>

  /// - Parameters:
  ///   - fields: of the container whose fields these are.
  ///   - first: the index there of `top`; the others follow.
  public init(at fields: TreeFields, _ first: UInt64) {
    top = Bytes32()
    middle = PersistentVector(at: fields[first + 1])
    bottom = PersistentVector(at: fields[first + 2])
    levels = PersistentVector(at: fields[first + 3])
  }

  /// Exclusive bound of keys. Key 0 is never used.
  public static let keyLimit: UInt32 = 1 << 24

  public var isEmpty: Bool { top.isZero }
}

/// Where the fields of a container lie in the tree of the execution.
public struct TreeFields: Sendable {
  let container: GeneralizedIndex
  let depth: Int

  public init(of container: GeneralizedIndex, depth: Int) {
    self.container = container
    self.depth = depth
  }

  public subscript(index: UInt64) -> GeneralizedIndex { container.descendant(depth: depth, position: index) }
}
