import SSZ

/// Quote atoms (1e-6 USDC) per lot. Never zero: a market without a price holds no `Price` at all.
@frozen public struct Price: Hashable, Comparable, Sendable, BitwiseCopyable {
  public let atomsPerLot: UInt64

  /// 2^44: a 24-bit tick of at most 2^20 atoms.
  ///
  /// With lots below 2^40 (`Quantity.limit`) a notional stays below 2^84, its product with parts per million below
  /// 2^104, and the sum over 64 markets below 2^110: margin arithmetic cannot overflow 128 bits.
  public static let limit: UInt64 = 1 << 44

  @inlinable public init?(atomsPerLot: UInt64) {
    guard atomsPerLot > 0, atomsPerLot < Self.limit else { return nil }
    self.atomsPerLot = atomsPerLot
  }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.atomsPerLot < right.atomsPerLot }

  /// The value of `quantity` at this price, in atoms. Exact.
  @inlinable public func notional(of quantity: Quantity) -> Notional {
    Notional(atoms: Int128(atomsPerLot) * Int128(quantity.lots))
  }

  /// The signed value of `position` at this price, in atoms. Exact.
  @inlinable public func value(of position: SignedQuantity) -> Notional {
    Notional(atoms: Int128(atomsPerLot) * Int128(position.lots))
  }
}
