import Cryptography

extension SSZCodable where Self: FixedWidthInteger & UnsignedInteger {
  public static var fixedByteCount: Int? { Self.bitWidth / 8 }
  public static var isBasic: Bool { true }
  public func encode(to writer: inout SSZWriter) { writer.write(self) }
  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    try reader.readInteger(Self.self)
  }
  @inlinable public func hashTreeRoot() -> Bytes32 {
    let wide = UInt128(truncatingIfNeeded: self)
    return Bytes32(
      word0: UInt64(truncatingIfNeeded: wide).littleEndian, word1: UInt64(truncatingIfNeeded: wide >> 64).littleEndian,
      word2: 0, word3: 0)
  }
  public var plainValue: PlainValue { .unsigned(UInt128(truncatingIfNeeded: self)) }
}

extension UInt8: SSZCodable {}
extension UInt16: SSZCodable {}
extension UInt32: SSZCodable {}
extension UInt64: SSZCodable {}
extension UInt128: SSZCodable {}

extension SSZCodable where Self: FixedWidthInteger & SignedInteger, Magnitude: SSZCodable & UnsignedInteger {
  public static var fixedByteCount: Int? { Self.bitWidth / 8 }
  public static var isBasic: Bool { true }
  public func encode(to writer: inout SSZWriter) { writer.write(Magnitude(truncatingIfNeeded: self)) }
  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    Self(truncatingIfNeeded: try reader.readInteger(Magnitude.self))
  }
  @inlinable public func hashTreeRoot() -> Bytes32 { Magnitude(truncatingIfNeeded: self).hashTreeRoot() }
  public var plainValue: PlainValue { .signed(Int128(truncatingIfNeeded: self)) }
}

extension Int64: SSZCodable {}
extension Int128: SSZCodable {}

extension Bool: SSZCodable {
  public static var fixedByteCount: Int? { 1 }
  public static var isBasic: Bool { true }
  public func encode(to writer: inout SSZWriter) { writer.write(UInt8(self ? 1 : 0)) }
  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Bool {
    let byte = try reader.readInteger(UInt8.self)
    guard byte <= 1 else { throw .invalidBoolean(byte) }
    return byte == 1
  }
  @inlinable public func hashTreeRoot() -> Bytes32 { UInt8(self ? 1 : 0).hashTreeRoot() }
  public var plainValue: PlainValue { .boolean(self) }
}

extension Bytes32: SSZCodable {
  public static var fixedByteCount: Int? { byteCount }
  public func encode(to writer: inout SSZWriter) { writer.write(self) }
  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Bytes32 {
    try reader.readBytes32()
  }
  @inlinable public func hashTreeRoot() -> Bytes32 { self }
  public var plainValue: PlainValue { .bytes(bytes) }
}
