import SSZ
import Units

/// A place in a list, or none: index + 1 on the wire, so that the default value links nowhere.
@frozen public struct Link: IntegerUnit {
  public let rawValue: UInt32

  public static let none = Link(rawValue: 0)

  /// Places below it can be linked.
  public static let placeLimit = UInt64(UInt32.max)

  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// - Precondition: `index < placeLimit`.
  @inlinable public init(_ index: UInt64) { rawValue = UInt32(index + 1) }

  @inlinable public var index: UInt64? { rawValue == 0 ? nil : UInt64(rawValue) - 1 }
}
