/// The twenty bytes that name an Ethereum account: the end of the Keccak-256 hash of its public key.
///
/// Three words that lie in memory exactly as the bytes do; the integer value of a word has no meaning of its own.
@frozen public struct Address: Hashable, Sendable, BitwiseCopyable {
  public let word0: UInt64
  public let word1: UInt64
  public let word2: UInt32

  @inlinable public init(word0: UInt64, word1: UInt64, word2: UInt32) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
  }

  public static let byteCount = 20
  public static let zero = Address(word0: 0, word1: 0, word2: 0)

  /// - Precondition: there are exactly twenty `bytes`.
  public init(_ bytes: some Collection<UInt8>) {
    precondition(bytes.count == Self.byteCount, "an address has 20 bytes")
    var word = Bytes32()
    for (position, byte) in bytes.enumerated() { word[byte: Self.offsetInWord + position] = byte }
    self.init(endOf: word)
  }

  /// The last twenty bytes of `word`: of a public key's hash, or of an ABI word.
  init(endOf word: Bytes32) {
    let (second, third) = (UInt64(bigEndian: word.word1), UInt64(bigEndian: word.word2))
    let fourth = UInt64(bigEndian: word.word3)
    self.init(
      word0: (second << 32 | third >> 32).bigEndian, word1: (third << 32 | fourth >> 32).bigEndian,
      word2: UInt32(truncatingIfNeeded: fourth).bigEndian)
  }

  public var bytes: [UInt8] {
    let word = Bytes32(address: self)
    return (Self.offsetInWord..<Bytes32.byteCount).map { word[byte: $0] }
  }

  private static let offsetInWord = Bytes32.byteCount - byteCount
}

extension Address: Comparable {
  /// Lexicographic by bytes.
  public static func < (left: Self, right: Self) -> Bool { Bytes32(address: left) < Bytes32(address: right) }
}
