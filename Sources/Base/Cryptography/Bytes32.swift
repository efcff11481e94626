/// Thirty-two bytes: a digest, a Merkle node, a leaf.
///
/// Four words that lie in memory exactly as the bytes do, so that a page of them can be hashed where it lies and
/// compared by word. `word0` holds bytes 0 to 7; the integer value of a word has no meaning of its own.
@frozen public struct Bytes32: Hashable, Sendable, BitwiseCopyable {
  public var word0: UInt64
  public var word1: UInt64
  public var word2: UInt64
  public var word3: UInt64

  @inlinable public init(word0: UInt64, word1: UInt64, word2: UInt64, word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  /// Thirty-two zero bytes: the empty leaf.
  @inlinable public init() { self.init(word0: 0, word1: 0, word2: 0, word3: 0) }

  public static let byteCount = 32

  @inlinable public var isZero: Bool { word0 | word1 | word2 | word3 == 0 }

  /// The bytes at `bytes[offset ..< offset + 32]`.
  ///
  /// - Precondition: the range lies within `bytes`.
  public init(_ bytes: some Collection<UInt8>) {
    precondition(bytes.count == Self.byteCount, "a digest has 32 bytes")
    self.init()
    for (position, byte) in bytes.enumerated() { self[byte: position] = byte }
  }

  public init?(hex: String) {
    guard let bytes = Hex.decode(hex), bytes.count == Self.byteCount else { return nil }
    self.init(bytes)
  }

  public var bytes: [UInt8] { (0..<Self.byteCount).map { self[byte: $0] } }

  public var hex: String { Hex.encode(bytes) }

  /// The byte at `position`, 0 ..< 32.
  @inlinable public subscript(byte position: Int) -> UInt8 {
    get { UInt8(truncatingIfNeeded: self[word: position >> 3] &>> UInt64((position & 7) &* 8)) }
    set {
      let shift = UInt64((position & 7) &* 8)
      let word = self[word: position >> 3]
      self[word: position >> 3] = (word & ~(0xff &<< shift)) | (UInt64(newValue) &<< shift)
    }
  }

  /// Bytes 8·position ..< 8·position + 8 as a little-endian integer.
  @inlinable public subscript(word position: Int) -> UInt64 {
    get {
      switch position {
      case 0: UInt64(littleEndian: word0)
      case 1: UInt64(littleEndian: word1)
      case 2: UInt64(littleEndian: word2)
      case 3: UInt64(littleEndian: word3)
      default: preconditionFailure("a Bytes32 has four words")
      }
    }
    set {
      switch position {
      case 0: word0 = newValue.littleEndian
      case 1: word1 = newValue.littleEndian
      case 2: word2 = newValue.littleEndian
      case 3: word3 = newValue.littleEndian
      default: preconditionFailure("a Bytes32 has four words")
      }
    }
  }
}

extension Bytes32: Comparable {
  /// Lexicographic by bytes.
  public static func < (left: Self, right: Self) -> Bool {
    for position in 0..<4 {
      let (a, b) = (left[word: position].byteSwapped, right[word: position].byteSwapped)
      if a != b { return a < b }
    }
    return false
  }
}

extension Bytes32: CustomStringConvertible {
  public var description: String { hex }
}
