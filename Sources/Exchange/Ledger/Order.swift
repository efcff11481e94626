import Merkle
import SSZ
import Units

/// An order that rests in a book, or a stop that waits beside it.
///
/// A free element has the default value but for `next`, which then links the book's free list.
public struct Order: SSZContainer, MerkleElement, Equatable {
  public var account = AccountID(0)
  /// The account's position in the book's market, by place in the list of positions.
  public var position: UInt32 = 0
  public var side = Side.buy
  /// The worst price to trade at, in ticks.
  public var tick: UInt32 = 0
  public var terms = OrderTerms()
  /// Of a stop: the mark at which it is released, in ticks.
  public var triggerTick: UInt32 = 0
  /// Of a stop: how far from the mark it may trade when it is released; 0 for as far as its limit.
  public var band = Rate.zero
  /// The last block timestamp at which it rests; 0 for no end.
  public var expiryMs: UInt64 = 0
  /// Lots that are still to be filled.
  public var remaining = Quantity.zero
  /// Counts all orders that ever rested or waited in this book: later is higher. Zero for a free element.
  public var sequence: UInt64 = 0
  /// The client's own name for it; 0 for none.
  public var clientID: UInt128 = 0
  /// Neighbours in the queue of the price level; of a stop, of those with the same trigger.
  public var next = Link.none
  public var previous = Link.none
  /// Neighbours among the account's orders in this market.
  public var accountNext = Link.none
  public var accountPrevious = Link.none

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("account", &account)
    try visitor.field("position", &position)
    try visitor.field("side", &side)
    try visitor.field("tick", &tick)
    try visitor.field("terms", &terms)
    try visitor.field("triggerTick", &triggerTick)
    try visitor.field("band", &band)
    try visitor.field("expiryMs", &expiryMs)
    try visitor.field("remaining", &remaining)
    try visitor.field("sequence", &sequence)
    try visitor.field("clientID", &clientID)
    try visitor.field("next", &next)
    try visitor.field("previous", &previous)
    try visitor.field("accountNext", &accountNext)
    try visitor.field("accountPrevious", &accountPrevious)
  }
}

/// Names one order of one market for ever: its slot, and the sequence number that tells it from others in that slot.
public struct OrderID: IntegerUnit {
  public let rawValue: UInt64

  public static let slotBits = 24
  /// The last sequence number: at a million orders a second, twelve days of one market.
  public static let sequenceLimit: UInt64 = 1 << 40 - 1

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// - Precondition: `slot < 2^24`, `sequence <= sequenceLimit`.
  public init(slot: UInt64, sequence: UInt64) {
    precondition(slot >> UInt64(Self.slotBits) == 0 && sequence <= Self.sequenceLimit, "an order number overflows")
    rawValue = sequence << UInt64(Self.slotBits) | slot
  }

  public var slot: UInt64 { rawValue & (1 << UInt64(Self.slotBits) - 1) }
  public var sequence: UInt64 { rawValue >> UInt64(Self.slotBits) }
}

extension Order: StateLeaf {
  public var isPlausible: Bool {
    tick < MarketRules.tickLimit && triggerTick < MarketRules.tickLimit && remaining.isPlausible
      && sequence <= OrderID.sequenceLimit
  }
}
