import Cryptography

/// Reads one value from a range of bytes, in order, and knows where the value must end.
public struct SSZReader: Sendable {
  public let bytes: [UInt8]
  public private(set) var offset: Int
  public let end: Int

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    offset = 0
    end = bytes.count
  }

  private init(_ bytes: [UInt8], from offset: Int, to end: Int) {
    self.bytes = bytes
    self.offset = offset
    self.end = end
  }

  public var remaining: Int { end - offset }

  public mutating func readInteger<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type
  ) throws(DecodingError) -> T {
    let byteCount = T.bitWidth / 8
    guard remaining >= byteCount else { throw .truncated(needed: byteCount, available: remaining) }
    var value: T = 0
    for index in 0..<byteCount { value |= T(truncatingIfNeeded: bytes[offset + index]) << T(8 * index) }
    offset += byteCount
    return value
  }

  public mutating func readBytes(_ count: Int) throws(DecodingError) -> ArraySlice<UInt8> {
    guard remaining >= count else { throw .truncated(needed: count, available: remaining) }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  public mutating func readBytes32() throws(DecodingError) -> Bytes32 {
    guard remaining >= Bytes32.byteCount else { throw .truncated(needed: Bytes32.byteCount, available: remaining) }
    defer { offset += Bytes32.byteCount }
    return Bytes32(loading: bytes, at: offset)
  }

  /// Everything up to the end.
  public mutating func readRest() -> ArraySlice<UInt8> {
    defer { offset = end }
    return bytes[offset..<end]
  }

  /// A reader of `offset ..< offset + count` in this reader's own range, counted from `start`.
  func part(from start: Int, to end: Int) -> SSZReader { SSZReader(bytes, from: start, to: end) }

  public func finish() throws(DecodingError) {
    guard remaining == 0 else { throw .trailingBytes(count: remaining) }
  }
}
