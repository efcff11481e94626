import Cryptography
import Merkle
import SSZ
import Units

/// One market's resting orders: two sides, and an arena of orders that both share.
///
/// What may be done to it is in `Matching`. Free slots form a last-in-first-out list, so that the slot of the next
/// order is a function of history and not of memory.
public struct OrderBook: Sendable {
  public var bids: BookSide
  public var asks: BookSide
  public var orders: PersistentList<Order, 24>
  public var firstFree: Link
  public var openOrderCount: UInt32
  /// The sequence number of the last order that came to rest.
  public var sequence: UInt64

  /// - Parameter position: of the book's root in the tree of the execution.
  public init(at position: GeneralizedIndex) {
    func field(_ index: UInt64) -> GeneralizedIndex { position.descendant(depth: 4, position: index) }
    bids = BookSide(at: (field(1), field(2), field(3)))
    asks = BookSide(at: (field(5), field(6), field(7)))
    orders = PersistentList(at: field(8))
    firstFree = .none
    openOrderCount = 0
    sequence = 0
  }

  public static let orderLimit: UInt64 = 1 << 24 - 1

  public subscript(side: Side) -> BookSide {
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

/// The price levels of one side: which of 2^24 ticks have orders, and the queue at each.
///
/// A 3-level bitmap of 256-bit words: one word is one SSZ chunk, so the search for the best price reads three chunks,
/// and running it on a partial tree is its own proof. (The same bitmap serves Clober v2, `TickBitmap.sol`.)
public struct BookSide: Sendable {
  /// Bit i: `middle[i]` is not zero.
  public var top: Bytes32
  /// Bit j of word i: `bottom[256 i + j]` is not zero.
  public var middle: PersistentVector<8>
  /// Bit k of word j: tick 256 j + k has orders.
  public var bottom: PersistentVector<16>
  /// By tick, each a `PriceLevel`.
  public var levels: PersistentVector<24>

  init(at positions: (middle: GeneralizedIndex, bottom: GeneralizedIndex, levels: GeneralizedIndex)) {
    top = Bytes32()
    middle = PersistentVector(at: positions.middle)
    bottom = PersistentVector(at: positions.bottom)
    levels = PersistentVector(at: positions.levels)
  }
}

/// The queue of orders at one tick, in one chunk: `head u32 ‖ tail u32 ‖ count u32 ‖ 0 ‖ lots u64 ‖ 0`.
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

  @inlinable public var chunk: Bytes32 {
    var chunk = Bytes32()
    chunk[word: 0] = UInt64(tail.rawValue) << 32 | UInt64(head.rawValue)
    chunk[word: 1] = UInt64(orderCount)
    chunk[word: 2] = quantity.lots
    return chunk
  }
}
