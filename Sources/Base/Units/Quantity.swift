import SSZ

/// A number of lots.
@frozen public struct Quantity: IntegerUnit {
  public let lots: UInt64

  /// Exclusive bound of every order and position, 2^40; see `Price.limit` for the widths that follow.
  public static let limit: UInt64 = 1 << 40

  public static let zero = Quantity(lots: 0)

  @inlinable public init(lots: UInt64) { self.lots = lots }
  @inlinable public init(rawValue: UInt64) { lots = rawValue }
  @inlinable public var rawValue: UInt64 { lots }
  @inlinable public var isZero: Bool { lots == 0 }

  @inlinable public func adding(_ other: Quantity) -> Quantity { Quantity(lots: lots + other.lots) }

  /// - Precondition: `other <= self`.
  @inlinable public func subtracting(_ other: Quantity) -> Quantity { Quantity(lots: lots - other.lots) }

  @inlinable public func signed(_ side: Side) -> SignedQuantity {
    SignedQuantity(lots: side == .buy ? Int64(lots) : -Int64(lots))
  }
}

/// A position in lots: positive is long, negative is short.
@frozen public struct SignedQuantity: IntegerUnit {
  public let lots: Int64

  public static let zero = SignedQuantity(lots: 0)

  @inlinable public init(lots: Int64) { self.lots = lots }
  @inlinable public init(rawValue: Int64) { lots = rawValue }
  @inlinable public var rawValue: Int64 { lots }
  @inlinable public var isZero: Bool { lots == 0 }
  @inlinable public var magnitude: Quantity { Quantity(lots: lots.magnitude) }

  /// The side that would open such a position; nil if there is none.
  @inlinable public var side: Side? { lots == 0 ? nil : lots > 0 ? .buy : .sell }

  @inlinable public func adding(_ other: SignedQuantity) -> SignedQuantity {
    SignedQuantity(lots: lots + other.lots)
  }
}

@frozen public enum Side: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  case buy = 0
  case sell = 1

  @inlinable public var opposite: Side { self == .buy ? .sell : .buy }
}
