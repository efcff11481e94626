import Cryptography
import Ledger
import Merkle
import Units

extension OrderBook {
  /// What is wrong with the book as a whole: nil, unless there is a bug. For tests and checkpoints; O(orders).
  ///
  /// Not crossed; every level sorted by time, its sums right, its bit set exactly when it has orders; as many orders
  /// as are counted; every other slot free, once.
  public func violation() throws(StateAccessError) -> String? {
    // First of all: the search for the best price trusts the bitmaps.
    for side in Side.allCases {
      if let violation = try bitmapViolation(of: side) { return violation }
    }
    if let bid = try bestTick(of: .buy), let ask = try bestTick(of: .sell), bid >= ask {
      return "the book is crossed: bid \(bid), ask \(ask)"
    }
    var listed = 0
    for side in Side.allCases {
      for (tick, chunk) in self[side].knownLevels {
        let level = PriceLevel(chunk)
        if let violation = try violation(of: level, side, tick) { return violation }
        listed += Int(level.orderCount)
      }
    }
    guard listed == openOrderCount else { return "\(listed) orders in queues, \(openOrderCount) counted" }
    return try freeListViolation(listed: listed)
  }

  private func violation(of level: PriceLevel, _ side: Side, _ tick: UInt32) throws(StateAccessError) -> String? {
    var (link, previous, lots, count, sequence) = (level.head, Link.none, UInt64(0), UInt32(0), UInt64(0))
    while let slot = link.index {
      let order = try orders.read(slot)
      guard order.side == side, order.tick == tick else { return "order \(slot) stands at a foreign level" }
      guard order.previous == previous else { return "order \(slot) does not link back" }
      guard order.sequence > sequence else { return "order \(slot) stands before an older one" }
      guard !order.remaining.isZero else { return "order \(slot) is empty" }
      (previous, sequence, link) = (link, order.sequence, order.next)
      lots += order.remaining.lots
      count += 1
    }
    guard level.tail == previous else { return "level \(tick) ends elsewhere than it says" }
    guard lots == level.quantity.lots, count == level.orderCount else { return "level \(tick) counts wrongly" }
    return nil
  }

  private func bitmapViolation(of side: Side) throws(StateAccessError) -> String? {
    let book = self[side]
    var bottom: [UInt64: Bytes32] = [:]
    var middle: [UInt64: Bytes32] = [:]
    var top = Bytes32()
    for (tick, chunk) in book.knownLevels where PriceLevel(chunk).orderCount > 0 {
      bottom[UInt64(tick >> 8), default: Bytes32()].setBit(tick & 255)
      middle[UInt64(tick >> 16), default: Bytes32()].setBit(tick >> 8 & 255)
      top.setBit(tick >> 16)
    }
    var found: (bottom: [UInt64: Bytes32], middle: [UInt64: Bytes32]) = ([:], [:])
    book.bottom.forEach(where: { !$0.isZero }) { (index, word) in found.bottom[index] = word }
    book.middle.forEach(where: { !$0.isZero }) { (index, word) in found.middle[index] = word }
    let agrees = found.bottom == bottom && found.middle == middle && book.top == top
    return agrees ? nil : "the price bitmap disagrees with the levels"
  }

  private func freeListViolation(listed: Int) throws(StateAccessError) -> String? {
    var (link, free) = (firstFree, 0)
    while let slot = link.index, free <= Int(orders.count) {
      let order = try orders.read(slot)
      guard order.sequence == 0 else { return "slot \(slot) is both free and taken" }
      link = order.next
      free += 1
    }
    return free + listed == Int(orders.count) ? nil : "\(free) free and \(listed) taken of \(orders.count) slots"
  }
}

extension LevelQueues {
  /// All levels that were ever used.
  fileprivate var knownLevels: [(tick: UInt32, chunk: Bytes32)] {
    var found: [(UInt32, Bytes32)] = []
    levels.forEach(where: { !$0.isZero }) { (index, chunk) in found.append((UInt32(index), chunk)) }
    return found
  }
}
