import Cryptography
import Ledger
import Merkle

extension LevelQueues {
  /// What is wrong with queues of triggers as a whole: nil, unless there is a bug. For tests and checkpoints; O(entries).
  ///
  /// Bitmaps agree with levels, links go both ways, numbers are right, everybody waits at the key of its own trigger.
  ///
  /// - Parameter check: what is wrong with one that waits, by its number and trigger.
  public func violation<let depth: Int>(
    at places: TriggerPlaces, in triggers: PersistentVector<depth>,
    _ check: (UInt64, Trigger) throws(StateAccessError) -> String?
  ) throws(StateAccessError) -> String? {
    if let violation = bitmapViolation { return violation }
    for (key, chunk) in knownLevels {
      let level = PriceLevel(chunk)
      var (link, previous, count) = (level.head, Link.none, UInt32(0))
      while let number = link.index {
        let trigger = Trigger(try triggers.read(places.chunk(of: number)))
        guard trigger.key == key else { return "trigger \(number) waits at a foreign key" }
        guard trigger.previous == previous else { return "trigger \(number) does not link back" }
        if let violation = try check(number, trigger) { return violation }
        (previous, link, count) = (link, trigger.next, count + 1)
      }
      guard level.tail == previous, level.orderCount == count else { return "key \(key) counts wrongly" }
    }
    return nil
  }

  /// All levels that were ever used.
  var knownLevels: [(tick: UInt32, chunk: Bytes32)] {
    var found: [(tick: UInt32, chunk: Bytes32)] = []
    levels.forEach(where: { !$0.isZero }) { (index, chunk) in found.append((UInt32(index), chunk)) }
    return found
  }

  /// A bit is set exactly for what is not empty.
  var bitmapViolation: String? {
    var expected: (bottom: [UInt64: Bytes32], middle: [UInt64: Bytes32]) = ([:], [:])
    var top = Bytes32()
    for (tick, chunk) in knownLevels where PriceLevel(chunk).orderCount > 0 {
      expected.bottom[UInt64(tick >> 8), default: Bytes32()].setBit(tick & 255)
      expected.middle[UInt64(tick >> 16), default: Bytes32()].setBit(tick >> 8 & 255)
      top.setBit(tick >> 16)
    }
    var found: (bottom: [UInt64: Bytes32], middle: [UInt64: Bytes32]) = ([:], [:])
    bottom.forEach(where: { !$0.isZero }) { (index, word) in found.bottom[index] = word }
    middle.forEach(where: { !$0.isZero }) { (index, word) in found.middle[index] = word }
    let agrees = found.bottom == expected.bottom && found.middle == expected.middle && self.top == top
    return agrees ? nil : "the price bitmap disagrees with the levels"
  }
}
