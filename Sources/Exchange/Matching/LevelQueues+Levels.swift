import Cryptography
import Ledger
import Merkle
import Units

extension LevelQueues {
  /// The lowest tick with orders: the best ask.
  @inlinable func lowestTick() throws(StateAccessError) -> UInt32? {
    guard !top.isZero else { return nil }
    let high = top.lowestBit
    let middle = high << 8 | (try self.middle.read(UInt64(high))).lowestBit
    return middle << 8 | (try bottom.read(UInt64(middle))).lowestBit
  }

  /// The highest tick with orders: the best bid.
  @inlinable func highestTick() throws(StateAccessError) -> UInt32? {
    guard !top.isZero else { return nil }
    let high = top.highestBit
    let middle = high << 8 | (try self.middle.read(UInt64(high))).highestBit
    return middle << 8 | (try bottom.read(UInt64(middle))).highestBit
  }

  @inlinable func level(at tick: UInt32) throws(StateAccessError) -> PriceLevel {
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
