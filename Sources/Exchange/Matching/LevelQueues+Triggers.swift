import Cryptography
import Ledger
import Merkle

/// Queues of numbers by key. The places of the waiting lie in `triggers`, number n's at `stride × n + kind`, so that
/// several indices over the same numbers share one tree.
public struct TriggerPlaces: Sendable {
  let stride: UInt64
  let kind: UInt64

  public init(stride: UInt64 = 1, kind: UInt64 = 0) {
    self.stride = stride
    self.kind = kind
  }

  func chunk(of number: UInt64) -> UInt64 { stride * number + kind }
}

extension LevelQueues {
  /// Puts `number` at the end of the queue at `trigger.key`.
  ///
  /// - Throws: `StateAccessError.contradictory` if `trigger.key` is none of `1 ..< keyLimit`.
  /// - Precondition: it waits in no queue under these places.
  public mutating func enter<let depth: Int>(
    _ number: UInt64, _ trigger: Trigger, at places: TriggerPlaces, in triggers: inout PersistentVector<depth>
  ) throws(StateAccessError) {
    guard trigger.key > 0, trigger.key < Self.keyLimit else {
      throw .contradictory("a trigger's key is out of range")
    }
    var trigger = trigger
    var queue = try level(at: trigger.key)
    (trigger.next, trigger.previous) = (.none, queue.tail)
    if let tail = queue.tail.index {
      try Self.change(tail, at: places, in: &triggers) { $0.next = Link(number) }
    } else {
      queue.head = Link(number)
    }
    queue.tail = Link(number)
    try queue.orderCount.countUp()
    try triggers.write(trigger.chunk, at: places.chunk(of: number))
    try set(queue, at: trigger.key)
  }

  /// Takes `number` out of the queue that it waits in; nothing happens if it waits in none.
  public mutating func leave<let depth: Int>(
    _ number: UInt64, at places: TriggerPlaces, in triggers: inout PersistentVector<depth>
  ) throws(StateAccessError) {
    let trigger = Trigger(try triggers.read(places.chunk(of: number)))
    guard trigger.isSet else { return }
    var queue = try level(at: trigger.key)
    if let previous = trigger.previous.index {
      try Self.change(previous, at: places, in: &triggers) { $0.next = trigger.next }
    } else {
      queue.head = trigger.next
    }
    if let next = trigger.next.index {
      try Self.change(next, at: places, in: &triggers) { $0.previous = trigger.previous }
    } else {
      queue.tail = trigger.previous
    }
    try queue.orderCount.countDown()
    try triggers.write(.init(), at: places.chunk(of: number))
    try set(queue, at: trigger.key)
  }

  /// The first of those that wait for a value at or below `key`: the oldest at the lowest key.
  public func first(atOrBelow key: UInt32) throws(StateAccessError) -> UInt64? {
    guard let lowest = try lowestTick(), lowest <= key else { return nil }
    return try level(at: lowest).head.index
  }

  /// The first of those that wait for a value at or above `key`: the oldest at the highest key.
  public func first(atOrAbove key: UInt32) throws(StateAccessError) -> UInt64? {
    guard let highest = try highestTick(), highest >= key else { return nil }
    return try level(at: highest).head.index
  }

  private static func change<let depth: Int>(
    _ number: UInt64, at places: TriggerPlaces, in triggers: inout PersistentVector<depth>,
    _ change: (inout Trigger) -> Void
  ) throws(StateAccessError) {
    let index = places.chunk(of: number)
    var trigger = Trigger(try triggers.read(index))
    change(&trigger)
    try triggers.write(trigger.chunk, at: index)
  }
}
