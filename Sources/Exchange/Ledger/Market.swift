import Merkle
import SSZ
import Units

/// What changes about a market from block to block.
public struct Market: SSZContainer, MerkleElement, Equatable {
  /// The price that margin counts with, atoms a lot; 0 before the first quorum.
  public var markAtomsPerLot: UInt64 = 0
  /// When the oldest of the prices behind the mark was published.
  public var markTimeMs: UInt64 = 0
  /// Cumulative funding, micro-atoms a lot: a long pays what it rises by, a short receives it.
  public var fundingIndex = MicroAtoms.zero
  /// When funding was last charged, and the premium last sampled.
  public var fundingTimeMs: UInt64 = 0
  public var sampleTimeMs: UInt64 = 0
  /// Samples since then: their sum, in parts per million of the mark, and their number.
  public var premiumSum: Int64 = 0
  public var premiumCount: UInt32 = 0
  /// Cumulative socialised loss, micro-atoms a lot, of longs and shorts alike.
  public var lossIndex = MicroAtoms.zero
  /// Sum of all long sizes, and of all short ones. Always equal.
  public var longs = Quantity.zero
  public var shorts = Quantity.zero
  /// What rounding left over, and nobody owns.
  public var residue = MicroAtoms.zero
  /// How often the mark, and the funding and loss indices, have changed: what a trigger was last compared with.
  public var priceGeneration: UInt64 = 0
  public var carryGeneration: UInt64 = 0
  /// When the insurance last offered part of its position here.
  public var disposalTimeMs: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("markAtomsPerLot", &markAtomsPerLot)
    try visitor.field("markTimeMs", &markTimeMs)
    try visitor.field("fundingIndex", &fundingIndex)
    try visitor.field("fundingTimeMs", &fundingTimeMs)
    try visitor.field("sampleTimeMs", &sampleTimeMs)
    try visitor.field("premiumSum", &premiumSum)
    try visitor.field("premiumCount", &premiumCount)
    try visitor.field("lossIndex", &lossIndex)
    try visitor.field("longs", &longs)
    try visitor.field("shorts", &shorts)
    try visitor.field("residue", &residue)
    try visitor.field("priceGeneration", &priceGeneration)
    try visitor.field("carryGeneration", &carryGeneration)
    try visitor.field("disposalTimeMs", &disposalTimeMs)
  }

  public var mark: Price? { Price(atomsPerLot: markAtomsPerLot) }
}

extension Market: StateLeaf {
  /// The premium's sum and count are those of `FundingRules.sampleLimit` samples, and some more for blocks that come late.
  public var isPlausible: Bool {
    markAtomsPerLot < Price.limit && fundingIndex.isPlausibleIndex && lossIndex.isPlausibleLossIndex
      && premiumCount <= 2 * FundingRules.sampleLimit
      && premiumSum.magnitude <= 2 * FundingRules.sampleLimit * UInt64(Rate.one.partsPerMillion)
      && longs.isPlausibleSum && shorts.isPlausibleSum && residue.isPlausibleSum
      && priceGeneration.isPlausibleCount && carryGeneration.isPlausibleCount
  }
}
