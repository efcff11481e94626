import Cryptography
import Merkle
import SSZ
import Units

/// What a step has begun and the next step goes on with: one flat frame, empty between inputs.
///
/// While it is set nothing else starts. An order may so meet any number of makers, one a step, and every step's
/// witness stays small. Which fields a kind uses is said at the kind; the others are zero.
public struct Work: SSZContainer, Equatable {
  public var kind = Kind.none
  /// The input behind it, for the receipt.
  public var source = Receipt.Source.item
  public var sourceIndex: UInt32 = 0
  /// Events so far: `List[Event, 2^21]`.
  public var events = MerkleFrontier<21>()

  /// Whose order is matched, whose orders are cancelled, who is liquidated or looked at.
  public var account = AccountID(0)
  public var market = MarketID(0)
  public var side = Side.buy
  public var terms = OrderTerms()
  /// The worst tick to trade at; the next one to sum.
  public var tick: UInt32 = 0
  public var remaining = Quantity.zero
  public var clientID: UInt128 = 0
  public var expiryMs: UInt64 = 0
  /// The resting order that an amendment replaces, or the last one that was looked at.
  public var order = OrderID(rawValue: 0)

  /// Of a batch: the operation that is carried out, and how many there are; 0 outside batches.
  public var operation: UInt32 = 0
  public var operationCount: UInt32 = 0
  /// Whether a refusal of any part ends the whole input. State and events go back to what was saved in either case.
  public var isAtomic = false
  /// Root of the state that would be put back. Set when the frame is hashed: `Execution.saved` holds the state itself.
  public var savedState = Bytes32()
  public var savedEvents = MerkleFrontier<21>()

  /// Of a liquidation: the rung of the ladder.
  public var rung = Rung.cancelOrders
  /// The position that is worked on, or the next one.
  public var position = Link.none
  /// Of auto-deleveraging: the counterparty's position that was met last.
  public var counterparty = Link.none
  /// Of a liquidation: the market, index + 1, that bears what nobody pays.
  public var lossMarket = Link.none
  /// The price at which positions change hands outside the book, atoms a lot.
  public var atomsPerLot: UInt64 = 0

  /// Sums over price levels: lots, and what they are worth.
  public var lots = Quantity.zero
  public var notional = Notional.zero
  /// Of an account whose triggers are set: equity less what it may not fall below unseen, and what its positions and
  /// collateral are worth.
  public var headroom = MicroAtoms.zero
  public var exposure = MicroAtoms.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("kind", &kind)
    try visitor.field("source", &source)
    try visitor.field("sourceIndex", &sourceIndex)
    try visitor.field("events", &events)
    try visitor.field("account", &account)
    try visitor.field("market", &market)
    try visitor.field("side", &side)
    try visitor.field("terms", &terms)
    try visitor.field("tick", &tick)
    try visitor.field("remaining", &remaining)
    try visitor.field("clientID", &clientID)
    try visitor.field("expiryMs", &expiryMs)
    try visitor.field("order", &order)
    try visitor.field("operation", &operation)
    try visitor.field("operationCount", &operationCount)
    try visitor.field("isAtomic", &isAtomic)
    try visitor.field("savedState", &savedState)
    try visitor.field("savedEvents", &savedEvents)
    try visitor.field("rung", &rung)
    try visitor.field("position", &position)
    try visitor.field("counterparty", &counterparty)
    try visitor.field("lossMarket", &lossMarket)
    try visitor.field("atomsPerLot", &atomsPerLot)
    try visitor.field("lots", &lots)
    try visitor.field("notional", &notional)
    try visitor.field("headroom", &headroom)
    try visitor.field("exposure", &exposure)
  }

  public enum Kind: UInt8, ByteEnum {
    case none = 0
    /// An order meets makers, one a step: `account market side terms tick remaining clientID expiryMs`; of an
    /// all-or-nothing order also `lots`, all that it asks for.
    case matchOrder = 1
    /// An account goes down the liquidation ladder: `account rung position` and what the rung needs.
    case liquidate = 2
    /// The levels that an all-or-nothing order crosses are summed, one a step: as `matchOrder`, with the sum in `lots`,
    /// and in `atomsPerLot` the price of the level that was summed last.
    case sumLevels = 3
    /// The account's orders in a market are searched for `clientID`, one a step: `account market order`; to amend it,
    /// `tick remaining`.
    case findOrder = 4
    /// An account's orders are cancelled, one a step: `account position`, within `market`, or in all where that is
    /// `CancelAll.allMarkets`.
    case cancelOrders = 5
    /// The next operation of a batch is due: `account operation operationCount`.
    case batch = 6
    /// The triggers of an account are set, one a step: `account position operation headroom exposure`, with
    /// `operation` the kind of trigger.
    case setTriggers = 7
    /// A book's levels are summed for a premium, one a step: `market side tick lots notional`, in `operation` the levels
    /// of this side so far, and in `headroom` how far the bids lie above the mark, micro-atoms a lot.
    case samplePremium = 8
  }

  /// Rungs of the liquidation ladder, in order.
  public enum Rung: UInt8, ByteEnum {
    /// Open orders are cancelled, one a step.
    case cancelOrders = 0
    /// The backstop buys collateral.
    case convert = 1
    /// The next position gets its limit price, or the ladder goes on.
    case choosePosition = 2
    /// The position is closed against the book, one maker a step.
    case close = 3
    /// The insurance takes positions over, one a step.
    case takeOver = 4
    /// The next position is reduced against the first counterparty in line, one a step.
    case deleverage = 5
    /// What is left of the account is settled with the insurance.
    case settle = 6
  }
}

extension Work: StateLeaf {
  /// No step tells of more events than there is room left for.
  private static let eventLimit = MerkleFrontier<21>.capacity - 64

  /// `headroom` may be as wide as equity.
  public var isPlausible: Bool {
    events.count <= Self.eventLimit && savedEvents.count <= Self.eventLimit
      && tick < MarketRules.tickLimit && remaining.isPlausible && atomsPerLot < Price.limit
      && max(operation, operationCount) <= UInt16.max
      && notional.isPlausible && headroom.rawValue.magnitude <= 1 << 126
      && exposure >= .zero && exposure.isPlausibleSum
  }
}
