import Cryptography
import Ledger
import Merkle
import Units

extension LevelQueues {
  /// The lowest tick with orders: the best ask.
  @inlinable public func lowestTick() throws(StateAccessError) -> UInt32? {
    guard let high = top.lowest else { return nil }
    let middle = try high << 8 | self.middle.read(UInt64(high)).lowestBit()
    return try middle << 8 | bottom.read(UInt64(middle)).lowestBit()
  }

  /// The highest tick with orders: the best bid.
  @inlinable public func highestTick() throws(StateAccessError) -> UInt32? {
    guard let high = top.highest else { return nil }
    let middle = try high << 8 | self.middle.read(UInt64(high)).highestBit()
    return try middle << 8 | bottom.read(UInt64(middle)).highestBit()
  }

  /// The lowest key with entries above `key`. Reads at most five words, however far away it is.
  public func nextKey(above key: UInt32) throws(StateAccessError) -> UInt32? {
    guard key < Self.keyLimit else { return nil }
    if let low = try bottom.read(UInt64(key >> 8)).lowestBit(above: key & 255) { return key & ~255 | low }
    if let middle = try middle.read(UInt64(key >> 16)).lowestBit(above: key >> 8 & 255) {
      let word = (key >> 16) << 8 | middle
      return try word << 8 | bottom.read(UInt64(word)).lowestBit()
    }
    guard let high = top.lowestBit(above: key >> 16) else { return nil }
    let word = try high << 8 | middle.read(UInt64(high)).lowestBit()
    return try word << 8 | bottom.read(UInt64(word)).lowestBit()
  }

  /// The highest key with entries below `key`; from `keyLimit` on, the highest there is.
  public func nextKey(below key: UInt32) throws(StateAccessError) -> UInt32? {
    guard key < Self.keyLimit else { return try highestTick() }
    if let low = try bottom.read(UInt64(key >> 8)).highestBit(below: key & 255) { return key & ~255 | low }
    if let middle = try middle.read(UInt64(key >> 16)).highestBit(below: key >> 8 & 255) {
      let word = (key >> 16) << 8 | middle
      return try word << 8 | bottom.read(UInt64(word)).highestBit()
    }
    guard let high = top.highestBit(below: key >> 16) else { return nil }
    let word = try high << 8 | middle.read(UInt64(high)).highestBit()
    return try word << 8 | bottom.read(UInt64(word)).highestBit()
  }

  @inlinable public func level(at tick: UInt32) throws(StateAccessError) -> PriceLevel {
    PriceLevel(try levels.read(UInt64(tick)))
  }

  /// Stores the level, and keeps the bitmaps in step with whether it is empty.
  @inlinable mutating func set(_ level: PriceLevel, at tick: UInt32) throws(StateAccessError) {
    try levels.write(level.chunk, at: UInt64(tick))
    let word = UInt64(tick >> 8)
    var bits = try bottom.read(word)
    let isListed = bits.hasBit(tick & 255)
    if level.orderCount > 0, !isListed {
      bits.setBit(tick & 255)
      try bottom.write(bits, at: word)
      try list(tick)
    } else if level.orderCount == 0, isListed {
      bits.clearBit(tick & 255)
      try bottom.write(bits, at: word)
      if bits.isZero { try unlist(tick) }
    }
  }

  /// Marks the bottom word of `tick` as not empty.
  @usableFromInline mutating func list(_ tick: UInt32) throws(StateAccessError) {
    var bits = try middle.read(UInt64(tick >> 16))
    bits.setBit(tick >> 8 & 255)
    try middle.write(bits, at: UInt64(tick >> 16))
    top.setBit(tick >> 16)
  }

  /// Marks the bottom word of `tick` as empty.
  @usableFromInline mutating func unlist(_ tick: UInt32) throws(StateAccessError) {
    var bits = try middle.read(UInt64(tick >> 16))
    bits.clearBit(tick >> 8 & 255)
    try middle.write(bits, at: UInt64(tick >> 16))
    if bits.isZero { top.clearBit(tick >> 16) }
  }
}
