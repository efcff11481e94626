import Cryptography
import Merkle

/// A set of 32-bit numbers of which a copy costs nothing, so that each block can keep one to return to.
struct Bitmap: Sendable {
  /// 256 numbers a chunk.
  private var chunks = PersistentVector<24>(at: .root)

  func contains(_ number: UInt32) -> Bool { read(number)[word: Self.word(number)] & Self.bit(number) != 0 }

  mutating func insert(_ number: UInt32) {
    var chunk = read(number)
    chunk[word: Self.word(number)] |= Self.bit(number)
    do throws(StateAccessError) { try chunks.write(chunk, at: UInt64(number >> 8)) } catch { Self.refuse(error) }
  }

  private func read(_ number: UInt32) -> Bytes32 {
    do throws(StateAccessError) { return try chunks.read(UInt64(number >> 8)) } catch { Self.refuse(error) }
  }

  private static func word(_ number: UInt32) -> Int { Int(number >> 6 & 3) }

  private static func bit(_ number: UInt32) -> UInt64 { 1 << UInt64(number & 63) }

  private static func refuse(_ error: StateAccessError) -> Never {
    preconditionFailure("a part of the L1's own memory is blinded at \(error)")
  }
}
