import Units

/// The ceiling of a book: price-time priority over flat arrays, and nothing else.
///
/// It makes the same trades as ``TradingBook``, but has no account's list, no sums of levels, no hashes, and a range of
/// ticks that one array holds; a copy of it costs as much as the whole book. What a book of the exchange takes beyond it
/// is the price of being provable and of O(1) snapshots.
struct FlatBook {
  /// No order, in a link between slots.
  fileprivate static let none: Int32 = -1

  private struct Entry {
    var id: UInt64
    var lots: UInt64
    var tick: UInt32
    var side: Side
    var next: Int32
    var previous: Int32
  }

  private var entries: [Entry] = []
  private var firstFree = Self.none
  /// Slots by the caller's numbers.
  private var slots: [Int32] = []
  private var bids = FlatSide(.buy)
  private var asks = FlatSide(.sell)

  /// - Precondition: ticks are below `FlatSide.tickLimit`; orders have numbers below 2^32, which rise.
  mutating func carryOut(_ operation: BookOperation, into trades: inout some TradeSink) {
    switch operation {
    case .limit(let id, let side, let tick, let lots):
      let rest = match(id, side, tick, lots, &trades)
      if rest > 0 { place(id, side, tick, rest) }
    case .immediate(let id, let side, let tick, let lots): _ = match(id, side, tick, lots, &trades)
    case .cancel(let id):
      guard id < slots.count, slots[Int(id)] != Self.none else { return }
      remove(slots[Int(id)])
    }
  }

  /// - Returns: the lots that found no maker.
  private mutating func match(
    _ id: UInt64, _ side: Side, _ tick: UInt32, _ lots: UInt64, _ trades: inout some TradeSink
  ) -> UInt64 {
    var rest = lots
    while rest > 0 {
      let slot = side == .buy ? asks.front(crossing: tick) : bids.front(crossing: tick)
      guard slot != Self.none else { break }
      let maker = entries[Int(slot)]
      let quantity = min(rest, maker.lots)
      trades.count(Trade(maker: maker.id, taker: id, tick: maker.tick, lots: quantity))
      rest -= quantity
      if quantity == maker.lots { remove(slot) } else { entries[Int(slot)].lots -= quantity }
    }
    return rest
  }

  private mutating func place(_ id: UInt64, _ side: Side, _ tick: UInt32, _ lots: UInt64) {
    let tail = side == .buy ? bids.tail(at: tick) : asks.tail(at: tick)
    let slot = take(Entry(id: id, lots: lots, tick: tick, side: side, next: Self.none, previous: tail))
    if tail != Self.none { entries[Int(tail)].next = slot }
    if side == .buy { bids.append(slot, at: tick) } else { asks.append(slot, at: tick) }
    let missing = Int(id) + 1 - slots.count
    if missing > 0 { slots.append(contentsOf: repeatElement(Self.none, count: missing)) }
    slots[Int(id)] = slot
  }

  /// The slot freed last, or a new one.
  private mutating func take(_ entry: Entry) -> Int32 {
    let slot = firstFree
    guard slot != Self.none else {
      entries.append(entry)
      return Int32(entries.count - 1)
    }
    firstFree = entries[Int(slot)].next
    entries[Int(slot)] = entry
    return slot
  }

  private mutating func remove(_ slot: Int32) {
    let entry = entries[Int(slot)]
    if entry.previous != Self.none { entries[Int(entry.previous)].next = entry.next }
    if entry.next != Self.none { entries[Int(entry.next)].previous = entry.previous }
    if entry.side == .buy {
      bids.unlink(slot, entry.tick, entry.previous, entry.next)
    } else {
      asks.unlink(slot, entry.tick, entry.previous, entry.next)
    }
    slots[Int(entry.id)] = Self.none
    entries[Int(slot)].next = firstFree
    firstFree = slot
  }
}

/// The queues of one side, and a tick beyond which none has orders.
private struct FlatSide {
  static let tickLimit = 1 << 14

  private struct Queue {
    var head = FlatBook.none
    var tail = FlatBook.none
  }

  private var queues = [Queue](repeating: Queue(), count: tickLimit)
  private let side: Side
  /// No order stands at a better tick.
  private var best: Int

  init(_ side: Side) {
    self.side = side
    best = side == .buy ? 0 : Self.tickLimit - 1
  }

  /// The oldest order at the best price, if a taker with this limit crosses it.
  mutating func front(crossing limit: UInt32) -> Int32 {
    switch side {
    case .buy: while best > Int(limit), queues[best].head == FlatBook.none { best -= 1 }
    case .sell: while best < Int(limit), queues[best].head == FlatBook.none { best += 1 }
    }
    let crosses = side == .buy ? best >= Int(limit) : best <= Int(limit)
    return crosses ? queues[best].head : FlatBook.none
  }

  func tail(at tick: UInt32) -> Int32 { queues[Int(tick)].tail }

  mutating func append(_ slot: Int32, at tick: UInt32) {
    if queues[Int(tick)].head == FlatBook.none { queues[Int(tick)].head = slot }
    queues[Int(tick)].tail = slot
    best = side == .buy ? max(best, Int(tick)) : min(best, Int(tick))
  }

  mutating func unlink(_ slot: Int32, _ tick: UInt32, _ previous: Int32, _ next: Int32) {
    if previous == FlatBook.none { queues[Int(tick)].head = next }
    if next == FlatBook.none { queues[Int(tick)].tail = previous }
  }
}
