import SSZ
import Units

/// A place in a list, or none: index + 1 on the wire, so that the default value links nowhere.
@frozen public struct Link: IntegerUnit {
  public let rawValue: UInt32

  public static let none = Link(rawValue: 0)

  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// - Precondition: `index < 2^32 - 1`.
  @inlinable public init(_ index: UInt64) { rawValue = UInt32(index + 1) }

  @inlinable public var index: UInt64? { rawValue == 0 ? nil : UInt64(rawValue) - 1 }
}
