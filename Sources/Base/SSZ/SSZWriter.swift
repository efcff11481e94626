import Cryptography

/// Collects an encoding.
public struct SSZWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func write<T: FixedWidthInteger & UnsignedInteger>(_ value: T) {
    for index in 0..<T.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> T(8 * index))) }
  }

  public mutating func write(_ value: Bytes32) { value.append(to: &bytes) }

  public mutating func write(_ value: [UInt8]) { bytes.append(contentsOf: value) }

  public mutating func write(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

  /// Writes `offset` over the four bytes at `position`.
  mutating func patch(offset: Int, at position: Int) {
    let value = UInt32(offset)
    for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
  }
}
