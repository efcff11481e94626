import SSZ
import Units

/// How a market's perpetual is tied to its index.
///
/// Each sample compares the prices at which `impactNotional` could be bought and sold with the mark; every interval the
/// mean premium, with interest and clamps, moves the funding index. (dYdX v4's samples, Hyperliquid's clamp.)
public struct FundingRules: SSZContainer, Equatable, BitwiseCopyable {
  /// How often funding is charged; 0 for never.
  public var intervalMs: UInt64 = 0
  /// How often the premium is sampled.
  public var sampleMs: UInt64 = 0
  /// What the rate of one interval is a share of: a premium is paid in full over this time. Usually 8 hours.
  public var periodMs: UInt64 = 0
  /// How much must be found in the book on each side for a sample.
  public var impactNotional = Notional.zero
  /// Interest over a period, and how far it may pull the premium: `P + clamp(interest − P, ± clamp)`.
  public var interestPartsPerMillion: Int64 = 0
  public var clamp = Rate.zero
  /// The largest rate of a period, in either direction.
  public var cap = Rate.zero
  /// What a sample is that the book or the price cannot give.
  public var missing = MissingPremium.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("intervalMs", &intervalMs)
    try visitor.field("sampleMs", &sampleMs)
    try visitor.field("periodMs", &periodMs)
    try visitor.field("impactNotional", &impactNotional)
    try visitor.field("interestPartsPerMillion", &interestPartsPerMillion)
    try visitor.field("clamp", &clamp)
    try visitor.field("cap", &cap)
    try visitor.field("missing", &missing)
  }

  /// Exclusive bound of the period, 2^36 ms (two years), and bound of an interval's samples, 2^20; with them the
  /// product of samples, rate, mark and time stays below 2^121.
  public static let periodLimitMs: UInt64 = 1 << 36
  public static let sampleLimit: UInt64 = 1 << 20

  /// Exclusive bound of a funding index, of either sign, and of a loss index, micro-atoms a lot.
  ///
  /// One interval moves it by less than 2^64 (a rate of 1 at the highest price). `size × (F − Fᵢ)` stays below 2^119, and
  /// its sum over 64 markets below 2^125: equity fits 128 bits. A market that would get there stops charging.
  public static let indexLimit: UInt128 = 1 << 78

  /// What stands for a premium that could not be sampled.
  public enum MissingPremium: UInt8, ByteEnum {
    /// A premium of zero (dYdX v4).
    case zero = 0
    /// Nothing: the mean is over the samples there are.
    case skip = 1
  }
}
