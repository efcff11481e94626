import Cryptography
import Merkle

/// A place in one of the queues of a `LevelQueues`, in one chunk:
/// `next u32 ‖ previous u32 ‖ key u32 ‖ tag u32 ‖ value u64 ‖ generation u64`. All zero: in none.
///
/// Whoever waits has a number (a position, an account, an order's slot), and its trigger lies at that number.
public struct Trigger: Equatable, Sendable {
  /// Neighbours in the queue, by number.
  public var next: Link
  public var previous: Link
  /// The key under which it waits.
  public var key: UInt32
  /// What is to be done; the meaning is the index's own.
  public var tag: UInt32
  /// The exact value waited for, where the key is coarser: a time in milliseconds.
  public var value: UInt64
  /// The index's generation with which the waiting one was last compared.
  public var generation: UInt64

  public init(key: UInt32, tag: UInt32 = 0, value: UInt64 = 0, generation: UInt64) {
    (next, previous) = (.none, .none)
    (self.key, self.tag, self.value, self.generation) = (key, tag, value, generation)
  }

  @inlinable public init(_ chunk: Bytes32) {
    next = Link(rawValue: UInt32(truncatingIfNeeded: chunk[word: 0]))
    previous = Link(rawValue: UInt32(truncatingIfNeeded: chunk[word: 0] >> 32))
    key = UInt32(truncatingIfNeeded: chunk[word: 1])
    tag = UInt32(truncatingIfNeeded: chunk[word: 1] >> 32)
    value = chunk[word: 2]
    generation = chunk[word: 3]
  }

  @inlinable public var chunk: Bytes32 {
    var chunk = Bytes32()
    chunk[word: 0] = UInt64(previous.rawValue) << 32 | UInt64(next.rawValue)
    chunk[word: 1] = UInt64(tag) << 32 | UInt64(key)
    chunk[word: 2] = value
    chunk[word: 3] = generation
    return chunk
  }

  public var isSet: Bool { key != 0 }
}
