import SSZ
import Units

/// What the collateral asset is worth.
public struct CollateralState: SSZContainer, Equatable {
  /// Atoms a lot; 0 before the first quorum.
  public var atomsPerLot: UInt64 = 0
  /// When the oldest of the prices behind it was published.
  public var timeMs: UInt64 = 0
  /// How often the price has changed.
  public var generation: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("atomsPerLot", &atomsPerLot)
    try visitor.field("timeMs", &timeMs)
    try visitor.field("generation", &generation)
  }

  public var price: Price? { Price(atomsPerLot: atomsPerLot) }
}

extension CollateralState: StateLeaf {
  public var isPlausible: Bool { atomsPerLot < Price.limit && generation.isPlausibleCount }
}
