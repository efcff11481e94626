/// Hashes the fields of one structure in the order of its declaration (EIP-712, "Definition of hashStruct").
///
/// ```swift
/// var hasher = StructHasher(typeHash: legTypeHash)
/// hasher.append(uint: market)
/// hasher.append(int: lots)
/// let structHash = hasher.finish()
/// ```
///
/// An integer is one word whatever its declared width, so `uint8` and `uint64` are appended alike. A nested structure
/// is appended by its own hash. Order and number of the fields are the caller's promise; nothing here knows the type.
public struct StructHasher: Sendable {
  private var words: [Bytes32]

  /// - Parameter fieldCount: how many words to make room for; more may follow.
  public init(typeHash: Bytes32, fieldCount: Int = 15) {
    words = []
    words.reserveCapacity(1 + fieldCount)
    words.append(typeHash)
  }

  /// A `bytes32`, or the hash of a nested structure or array.
  public mutating func append(_ word: Bytes32) { words.append(word) }

  public mutating func append(_ address: Address) { words.append(Bytes32(address: address)) }

  public mutating func append(uint value: UInt64) { words.append(Bytes32(uint: UInt128(value))) }

  public mutating func append(uint128 value: UInt128) { words.append(Bytes32(uint: value)) }

  public mutating func append(int value: Int64) { words.append(Bytes32(int: Int128(value))) }

  public mutating func append(int128 value: Int128) { words.append(Bytes32(int: value)) }

  public mutating func append(bool flag: Bool) { words.append(Bytes32(bool: flag)) }

  /// A `string`, by the hash of its UTF-8 form.
  public mutating func append(string text: String) { words.append(Keccak256.hash(text: text)) }

  /// A `bytes`, by its hash.
  public mutating func append(bytes: [UInt8]) { words.append(Keccak256.hash(bytes)) }

  public consuming func finish() -> Bytes32 { Keccak256.hash(words.span) }
}
