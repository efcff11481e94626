import Cryptography
import Merkle
import SSZ

/// Which nonces a signer has used: the highest, and a bit for each of the 256 up to it.
///
/// A sliding window as in IPsec's anti-replay (RFC 4303 §3.4.3): any order, no gaps to wait for, constant size, and no
/// lost transaction blocks the next. Bit i stands for `highest − i`.
public struct NonceWindow: SSZContainer, Equatable, BitwiseCopyable {
  public private(set) var highest: UInt64 = 0
  public private(set) var used = Bytes32()

  /// How far ahead of the highest a nonce may be, so that one mistake cannot use up the space of nonces.
  public static let aheadLimit: UInt64 = 1 << 16
  public static let size: UInt64 = 256

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("highest", &highest)
    try visitor.field("used", &used)
  }

  public enum Verdict: Equatable, Sendable {
    case fresh, alreadyUsed, tooOld, tooFarAhead
  }

  public func verdict(on nonce: UInt64) -> Verdict {
    guard nonce <= highest else {
      return nonce - highest <= Self.aheadLimit ? .fresh : .tooFarAhead
    }
    let age = highest - nonce
    guard age < Self.size else { return .tooOld }
    return isUsed(age: age) ? .alreadyUsed : .fresh
  }

  /// The smallest nonce that is certainly fresh.
  public var next: UInt64 { highest == .max ? .max : highest + 1 }

  /// - Precondition: the verdict on `nonce` is `.fresh`.
  public mutating func use(_ nonce: UInt64) {
    precondition(verdict(on: nonce) == .fresh, "a nonce is used twice")
    if nonce > highest {
      shift(by: nonce - highest)
      highest = nonce
    }
    let age = Int(highest - nonce)
    used[word: age >> 6] |= 1 << UInt64(age & 63)
  }

  private func isUsed(age: UInt64) -> Bool { used[word: Int(age >> 6)] & (1 << (age & 63)) != 0 }

  /// Moves every bit to an age higher by `distance`; what passes the end is forgotten.
  private mutating func shift(by distance: UInt64) {
    var shifted = Bytes32()
    if distance < Self.size {
      let (words, bits) = (Int(distance >> 6), distance & 63)
      for word in words..<4 {
        shifted[word: word] = used[word: word - words] << bits
        if bits > 0, word > words { shifted[word: word] |= used[word: word - words - 1] >> (64 - bits) }
      }
    }
    used = shifted
  }
}
