import SSZ

/// A share in parts per million.
@frozen public struct Rate: IntegerUnit {
  public let partsPerMillion: UInt32

  public static let zero = Rate(partsPerMillion: 0)
  public static let one = Rate(partsPerMillion: 1_000_000)

  @inlinable public init(partsPerMillion: UInt32) { self.partsPerMillion = partsPerMillion }
  @inlinable public init(rawValue: UInt32) { partsPerMillion = rawValue }
  @inlinable public var rawValue: UInt32 { partsPerMillion }

  /// `notional × rate`, exact.
  @inlinable public func share(of notional: Notional) -> MicroAtoms {
    MicroAtoms(rawValue: notional.atoms * Int128(partsPerMillion))
  }
}
