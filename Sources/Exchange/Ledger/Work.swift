import Cryptography
import Merkle
import SSZ
import Units

/// What a step has begun and the next step goes on with: one flat frame, empty between inputs.
///
/// While it is set nothing else starts. An order may so meet any number of makers, one a step, and every step's
/// witness stays small.
public struct Work: SSZContainer, Equatable {
  public var kind = Kind.none
  /// The input behind it, for the receipt.
  public var source = Receipt.Source.item
  public var sourceIndex: UInt32 = 0
  /// Events so far: `List[Event, 2^21]`.
  public var events = MerkleFrontier<21>()

  /// Whose order is matched, or who is liquidated.
  public var account = AccountID(0)
  public var market = MarketID(0)
  public var side = Side.buy
  public var timeInForce = TimeInForce.goodTillCancelled
  /// The worst tick to trade at.
  public var tick: UInt32 = 0
  public var remaining = Quantity.zero
  public var clientID: UInt128 = 0

  /// Of a liquidation: the rung of the ladder, and the position it works on.
  public var rung = Rung.cancelOrders
  public var position = Link.none
  /// Of a liquidation: the market that bears what nobody pays.
  public var lossMarket = MarketID(0)

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("kind", &kind)
    try visitor.field("source", &source)
    try visitor.field("sourceIndex", &sourceIndex)
    try visitor.field("events", &events)
    try visitor.field("account", &account)
    try visitor.field("market", &market)
    try visitor.field("side", &side)
    try visitor.field("timeInForce", &timeInForce)
    try visitor.field("tick", &tick)
    try visitor.field("remaining", &remaining)
    try visitor.field("clientID", &clientID)
    try visitor.field("rung", &rung)
    try visitor.field("position", &position)
    try visitor.field("lossMarket", &lossMarket)
  }

  public enum Kind: UInt8, ByteEnum {
    case none = 0
    /// An order meets makers, one a step.
    case matchOrder = 1
    /// An account goes down the liquidation ladder.
    case liquidate = 2
  }

  /// Rungs of the liquidation ladder, in order.
  public enum Rung: UInt8, ByteEnum {
    /// Open orders are cancelled, one a step.
    case cancelOrders = 0
    /// The next position gets its limit price, or the ladder goes on.
    case choosePosition = 1
    /// The position is closed against the book, one maker a step.
    case close = 2
    /// The insurance takes positions over, one a step.
    case takeOver = 3
    /// What is left of the account is settled with the insurance.
    case settle = 4
  }
}
