import SSZ
import Units

/// What is done about an account below maintenance, and how far each rung goes.
public struct LiquidationLadder: SSZContainer, Equatable, BitwiseCopyable {
  /// Where partial closing stops: `maintenance + targetShare × (initial − maintenance)`. One: at initial margin.
  public var targetShare = Rate.one
  /// What a close through the book pays to the insurance, of the notional, as far as the equity reaches.
  public var fee = Rate.zero
  /// After how long an account that found no buyer, and need not be taken over yet, is looked at again; sooner only if it
  /// falls below close-out.
  public var retryMs: UInt64 = 0
  /// How often the insurance offers part of what it took over, which part, and how far from the mark at most.
  public var disposalMs: UInt64 = 0
  public var disposalShare = Rate.zero
  public var disposalBand = Rate.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("targetShare", &targetShare)
    try visitor.field("fee", &fee)
    try visitor.field("retryMs", &retryMs)
    try visitor.field("disposalMs", &disposalMs)
    try visitor.field("disposalShare", &disposalShare)
    try visitor.field("disposalBand", &disposalBand)
  }
}
