import Cryptography
import Merkle

/// A 256-bit word of a price bitmap; bit i is bit i mod 8 of byte i / 8.
extension Bytes32 {
  @inlinable func hasBit(_ position: UInt32) -> Bool {
    self[word: Int(position >> 6)] & (1 << UInt64(position & 63)) != 0
  }

  @inlinable mutating func setBit(_ position: UInt32) {
    self[word: Int(position >> 6)] |= 1 << UInt64(position & 63)
  }

  @inlinable mutating func clearBit(_ position: UInt32) {
    self[word: Int(position >> 6)] &= ~(1 << UInt64(position & 63))
  }

  /// The lowest bit set above `position`.
  func lowestBit(above position: UInt32) -> UInt32? {
    var rest = self
    for word in 0..<Int(position >> 6) { rest[word: word] = 0 }
    rest[word: Int(position >> 6)] &= ~(.max >> UInt64(63 - (position & 63)))
    return rest.lowest
  }

  /// The highest bit set below `position`.
  func highestBit(below position: UInt32) -> UInt32? {
    var rest = self
    for word in (Int(position >> 6) + 1)..<4 { rest[word: word] = 0 }
    rest[word: Int(position >> 6)] &= (1 << UInt64(position & 63)) - 1
    return rest.highest
  }

  /// The lowest bit set, if any is.
  @inlinable var lowest: UInt32? {
    for word in 0..<4 where self[word: word] != 0 {
      return UInt32(64 * word + self[word: word].trailingZeroBitCount)
    }
    return nil
  }

  /// The highest bit set, if any is.
  @inlinable var highest: UInt32? {
    for word in stride(from: 3, through: 0, by: -1) where self[word: word] != 0 {
      return UInt32(64 * word + 63 - self[word: word].leadingZeroBitCount)
    }
    return nil
  }

  /// The lowest bit of a word to which a bit above points.
  ///
  /// - Throws: `StateAccessError.contradictory` where none is set.
  @inlinable func lowestBit() throws(StateAccessError) -> UInt32 {
    guard let bit = lowest else { throw .contradictory("a price bitmap points to an empty word") }
    return bit
  }

  /// The highest bit of a word to which a bit above points.
  ///
  /// - Throws: `StateAccessError.contradictory` where none is set.
  @inlinable func highestBit() throws(StateAccessError) -> UInt32 {
    guard let bit = highest else { throw .contradictory("a price bitmap points to an empty word") }
    return bit
  }
}
