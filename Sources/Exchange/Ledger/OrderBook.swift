import Cryptography
import Merkle
import SSZ
import Units

/// One market's orders: two sides, two indices of stops, and an arena of orders that all share.
///
/// What may be done to it is in `Matching`. Free slots form a last-in-first-out list, so that the slot of the next
/// order is a function of history and not of memory.
public struct OrderBook: Sendable {
  public var bids: LevelQueues
  public var asks: LevelQueues
  /// Stops by trigger tick: released as the mark rises to it, or falls to it.
  public var risingStops: LevelQueues
  public var fallingStops: LevelQueues
  /// Orders with an end, by `TimerKey`; their places in its queues are in `expiryTriggers`, by slot.
  public var expiries: LevelQueues
  public var expiryTriggers: PersistentVector<24>
  public var orders: PersistentList<Order, 24>
  public var firstFree: Link
  public var openOrderCount: UInt32
  /// The sequence number of the last order that came to rest, or to wait.
  public var sequence: UInt64

  /// - Parameter position: of the book's root in the tree of the execution.
  public init(at position: GeneralizedIndex) {
    let fields = TreeFields(of: position, depth: Self.fieldDepth)
    bids = LevelQueues(at: fields, 0)
    asks = LevelQueues(at: fields, 4)
    risingStops = LevelQueues(at: fields, 8)
    fallingStops = LevelQueues(at: fields, 12)
    expiries = LevelQueues(at: fields, 16)
    expiryTriggers = PersistentVector(at: fields[20])
    orders = PersistentList(at: fields[21])
    firstFree = .none
    openOrderCount = 0
    sequence = 0
  }

  public static let orderLimit: UInt64 = 1 << 24 - 1

  public subscript(side: Side) -> LevelQueues {
    _read {
      switch side {
      case .buy: yield bids
      case .sell: yield asks
      }
    }
    _modify {
      switch side {
      case .buy: yield &bids
      case .sell: yield &asks
      }
    }
  }
}

/// The queue of orders, or of triggers, at one key, in one chunk: `head u32 ‖ tail u32 ‖ count u32 ‖ 0 ‖ lots u64 ‖ 0`.
public struct PriceLevel: Equatable, Sendable {
  public var head: Link
  public var tail: Link
  public var orderCount: UInt32
  public var quantity: Quantity

  @inlinable public init(_ chunk: Bytes32) {
    let links = chunk[word: 0]
    head = Link(rawValue: UInt32(truncatingIfNeeded: links))
    tail = Link(rawValue: UInt32(truncatingIfNeeded: links >> 32))
    orderCount = UInt32(truncatingIfNeeded: chunk[word: 1])
    quantity = Quantity(lots: chunk[word: 2])
  }

  /// Counts an order of so many lots in.
  @inlinable public mutating func count(_ lots: Quantity) throws(StateAccessError) {
    try orderCount.countUp()
    quantity = try quantity.counting(lots)
  }

  /// Counts an order of so many lots out.
  @inlinable public mutating func discount(_ lots: Quantity) throws(StateAccessError) {
    try orderCount.countDown()
    quantity = try quantity.discounting(lots)
  }

  @inlinable public var chunk: Bytes32 {
    var chunk = Bytes32()
    chunk[word: 0] = UInt64(tail.rawValue) << 32 | UInt64(head.rawValue)
    chunk[word: 1] = UInt64(orderCount)
    chunk[word: 2] = quantity.lots
    return chunk
  }
}
