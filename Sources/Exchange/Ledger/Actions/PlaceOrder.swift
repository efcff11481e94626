import Cryptography
import SSZ
import Units

/// An order: a limit, how long it stands, and what it may do; with a trigger, a stop that waits for the mark.
public struct PlaceOrder: SSZContainer, Equatable {
  public var market: UInt16 = 0
  public var side = Side.buy
  public var timeInForce = TimeInForce.goodTillCancelled
  public var quantity = Quantity.zero
  /// The worst price to trade at, in ticks.
  public var tick: UInt32 = 0
  /// The client's own name for the order; 0 for none.
  public var clientID: UInt128 = 0
  /// Whether it may only make the position smaller; it shrinks to what there is when it meets somebody.
  public var isReduceOnly = false
  /// The last block timestamp at which it rests or waits; 0 for no end.
  public var expiryMs: UInt64 = 0
  /// What happens when it would meet an order of the same account or, `preventsByOwner`, of the same owner.
  public var selfTrade = SelfTrade.expireMaker
  public var preventsByOwner = false
  /// 0: placed at once. Otherwise the mark, in ticks, at which it is released.
  public var triggerTick: UInt32 = 0
  public var trigger = TriggerKind.stop
  /// Of a stop: how far from the mark it may trade when it is released; 0 for as far as its limit.
  public var band = Rate.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("market", &market)
    try visitor.field("side", &side)
    try visitor.field("timeInForce", &timeInForce)
    try visitor.field("quantity", &quantity)
    try visitor.field("tick", &tick)
    try visitor.field("clientID", &clientID)
    try visitor.field("isReduceOnly", &isReduceOnly)
    try visitor.field("expiryMs", &expiryMs)
    try visitor.field("selfTrade", &selfTrade)
    try visitor.field("preventsByOwner", &preventsByOwner)
    try visitor.field("triggerTick", &triggerTick)
    try visitor.field("trigger", &trigger)
    try visitor.field("band", &band)
  }

  public init(
    market: UInt16, side: Side, timeInForce: TimeInForce, quantity: Quantity, tick: UInt32, clientID: UInt128 = 0
  ) {
    self.market = market
    self.side = side
    self.timeInForce = timeInForce
    self.quantity = quantity
    self.tick = tick
    self.clientID = clientID
  }
}

/// What becomes of the part of an order that finds no counterparty at once.
public enum TimeInForce: UInt8, ByteEnum, CaseIterable {
  /// It rests in the book.
  case goodTillCancelled = 0
  /// It is cancelled.
  case immediateOrCancel = 1
  /// There is none: the order fills as a whole, or does nothing.
  case fillOrKill = 2
  /// All of it rests: the order is refused if it would trade at once.
  case postOnly = 3
}

/// On which side of the mark a trigger lies.
public enum TriggerKind: UInt8, ByteEnum, CaseIterable {
  /// Against the position: a buy waits for the mark to rise, a sell for it to fall.
  case stop = 0
  /// In its favour: a buy waits for the mark to fall, a sell for it to rise.
  case takeProfit = 1
}
