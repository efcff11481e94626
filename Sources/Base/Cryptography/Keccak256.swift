/// Keccak-256 with the original padding, as Ethereum uses it: the hash of addresses and of signed messages.
///
/// Not SHA3-256 of FIPS 202, which pads differently. May be called from any number of threads at once.
public enum Keccak256 {
  public static func hash(_ bytes: [UInt8]) -> Bytes32 { hash(bytes.span) }

  public static func hash(_ bytes: Span<UInt8>) -> Bytes32 {
    KeccakContext.hash { $0.update(bytes) }
  }

  /// The hash of the UTF-8 form of `text`.
  public static func hash(text: String) -> Bytes32 { hash(text.utf8.span) }

  /// The hash of words that lie one after the other.
  public static func hash(_ words: Span<Bytes32>) -> Bytes32 {
    KeccakContext.hash { $0.update(words) }
  }

  /// The hash of `prefix ‖ bytes`, without joining them in memory.
  static func hash(prefix: Span<UInt8>, _ bytes: Span<UInt8>) -> Bytes32 {
    KeccakContext.hash { context in
      context.update(prefix)
      context.update(bytes)
    }
  }

  /// The hash of `prefix ‖ words`, without joining them in memory.
  static func hash(prefix: Span<UInt8>, _ words: Span<Bytes32>) -> Bytes32 {
    KeccakContext.hash { context in
      context.update(prefix)
      context.update(words)
    }
  }
}
