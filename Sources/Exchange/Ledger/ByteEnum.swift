import Cryptography
import SSZ
import Units

/// An enumeration on the wire: one byte, of which only the declared values decode.
public protocol ByteEnum: SSZCodable, RawRepresentable, BitwiseCopyable where RawValue == UInt8 {}

extension ByteEnum {
  public static var fixedByteCount: Int? { 1 }
  public static var isBasic: Bool { true }
  public func encode(to writer: inout SSZWriter) { writer.write(rawValue) }
  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    let byte = try reader.readInteger(UInt8.self)
    guard let value = Self(rawValue: byte) else { throw .unknownSelector(byte) }
    return value
  }
  @inlinable public func hashTreeRoot() -> Bytes32 { rawValue.hashTreeRoot() }
  public var plainValue: PlainValue { rawValue.plainValue }
}

extension Side: ByteEnum {}
