/// Bytes in the LZ4 block format: literals, and copies of what lies at most 65,535 bytes back.
///
/// The format leaves its writer a choice, so many blocks hold the same bytes; but each block holds only one string of
/// bytes, or is faulty. The reader is consensus code and stricter than others are: it insists on all that the
/// format asks of writers, so that no reader built on a library may come to another result.
///
/// Source: lz4/doc/lz4_Block_format.md.
public enum LZ4Block {
  /// The last bytes of a block are literals, ...
  static let finalLiteralBytes = 5
  /// ... and no copy begins closer to the end.
  static let finalStartBytes = 12
  static let matchMinimumBytes = 4
  static let offsetLimit = 65_535

  /// The block for `bytes`: the same on every machine.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var encoder = LZ4Encoder(bytes)
    return encoder.encode()
  }

  /// What `block` holds, if that is exactly `byteCount` bytes. It never makes more, whatever the block says.
  public static func decompress(_ block: ArraySlice<UInt8>, byteCount: Int) throws(LZ4Fault) -> [UInt8] {
    var decoder = LZ4Decoder(block, byteCount: byteCount)
    return try decoder.decode()
  }
}

/// Why bytes are no LZ4 block of the declared length.
public enum LZ4Fault: Error, Equatable, Sendable {
  /// The block ends within a token, a length, a literal or an offset, or with a copy.
  case truncated
  /// A copy from where nothing has been written: from zero bytes back, or from before the beginning.
  case offset(Int, writtenBytes: Int)
  case tooLong(declaredBytes: Int)
  case tooShort(declaredBytes: Int, foundBytes: Int)
  /// The last token, behind whose literals nothing comes, speaks of a copy.
  case lastTokenCopies(UInt8)
  /// A copy begins, or ends, too close to the end.
  case copyNearEnd(startBytes: Int, endBytes: Int, declaredBytes: Int)
}
