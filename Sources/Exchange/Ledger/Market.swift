import Merkle
import SSZ
import Units

/// What changes about a market from block to block.
public struct Market: SSZContainer, MerkleElement, Equatable {
  /// The price that margin counts with, atoms a lot; 0 before the first quorum.
  public var markAtomsPerLot: UInt64 = 0
  /// When the oldest of the prices behind the mark was published.
  public var markTimeMs: UInt64 = 0
  /// Cumulative socialised loss, micro-atoms a lot, of longs and shorts alike.
  public var lossIndex = MicroAtoms.zero
  /// Sum of all long sizes, and of all short ones. Always equal.
  public var longs = Quantity.zero
  public var shorts = Quantity.zero
  /// What rounding left over, and nobody owns.
  public var residue = MicroAtoms.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("markAtomsPerLot", &markAtomsPerLot)
    try visitor.field("markTimeMs", &markTimeMs)
    try visitor.field("lossIndex", &lossIndex)
    try visitor.field("longs", &longs)
    try visitor.field("shorts", &shorts)
    try visitor.field("residue", &residue)
  }

  public var mark: Price? { Price(atomsPerLot: markAtomsPerLot) }
}
