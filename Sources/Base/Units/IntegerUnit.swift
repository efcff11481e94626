import Cryptography
import SSZ

/// An integer that counts one kind of thing. It has no operators of its own: what may be added to what is said by
/// the functions that do it.
public protocol IntegerUnit: SSZCodable, Hashable, Comparable, BitwiseCopyable {
  associatedtype RawValue: FixedWidthInteger & SSZCodable & BitwiseCopyable
  var rawValue: RawValue { get }
  init(rawValue: RawValue)
}

extension IntegerUnit {
  public static var fixedByteCount: Int? { RawValue.fixedByteCount }
  public static var isBasic: Bool { true }
  public func encode(to writer: inout SSZWriter) { rawValue.encode(to: &writer) }
  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    Self(rawValue: try RawValue.decode(from: &reader))
  }
  @inlinable public func hashTreeRoot() -> Bytes32 { rawValue.hashTreeRoot() }
  public var plainValue: PlainValue { rawValue.plainValue }
  @inlinable public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
