import Merkle
import SSZ
import Units

/// Something that happened while an input was carried out. What each kind's fields mean is said at its constructor;
/// the others are zero.
public struct Event: SSZContainer, Equatable {
  public var kind = Kind.deposited
  public var market = MarketID(0)
  /// Whose event it is: the taker, the liquidated, the depositor.
  public var account = AccountID(0)
  public var counterparty = AccountID(0)
  public var side = Side.buy
  public var order = OrderID(rawValue: 0)
  public var counterOrder = OrderID(rawValue: 0)
  public var quantity = Quantity.zero
  public var atomsPerLot: UInt64 = 0
  public var amount = Notional.zero
  public var clientID: UInt128 = 0
  public var code: UInt32 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("kind", &kind)
    try visitor.field("market", &market)
    try visitor.field("account", &account)
    try visitor.field("counterparty", &counterparty)
    try visitor.field("side", &side)
    try visitor.field("order", &order)
    try visitor.field("counterOrder", &counterOrder)
    try visitor.field("quantity", &quantity)
    try visitor.field("atomsPerLot", &atomsPerLot)
    try visitor.field("amount", &amount)
    try visitor.field("clientID", &clientID)
    try visitor.field("code", &code)
  }

  public enum Kind: UInt8, ByteEnum, CaseIterable {
    case deposited = 0
    case orderRested = 1
    case orderCancelled = 2
    case filled = 3
    case priceAccepted = 4
    case liquidationBegan = 5
    case takenOver = 6
    case insuranceMoved = 7
    case lossSocialised = 8
    case remainderCancelled = 9
    case feePaid = 10
    case feeShared = 11
    case fundingSettled = 12
    case lossSettled = 13
    case premiumSampled = 14
    case fundingCharged = 15
    case orderAmended = 16
    case stopPlaced = 17
    case stopReleased = 18
    case orderExpired = 19
    case orderReduced = 20
    case operationRefused = 21
    case transferred = 22
    case withdrawn = 23
    case subAccountOpened = 24
    case keyAdded = 25
    case keyRevoked = 26
    case marginModeSet = 27
    case deadManArmed = 28
    case deadManFired = 29
    case collateralDeposited = 30
    case collateralConverted = 31
    case deleveraged = 32
    case liquidationPaused = 33
    case liquidationEnded = 34
    case liquidationFeePaid = 35
    case equivocated = 36
    case reportDeviated = 37
    case markRefused = 38
    case markSet = 39
    case disposalOffered = 40
    case collateralTransferred = 41
    case collateralWithdrawn = 42
  }
}

extension Event {
  /// `amount` was credited to `account`.
  public static func deposited(_ amount: Notional, to account: AccountID) -> Event {
    var event = Event()
    event.kind = .deposited
    event.account = account
    event.amount = amount
    return event
  }

  /// What an order could not fill went to the book, at its limit.
  public static func orderRested(_ id: OrderID, _ order: Order, in market: MarketID, at price: Price) -> Event {
    ofOrder(.orderRested, id, order, in: market, at: price)
  }

  /// An order left the book unfilled: `quantity` is what remained of it, `code` the `CancellationCause`.
  public static func orderCancelled(
    _ id: OrderID, _ order: Order, in market: MarketID, at price: Price, because cause: CancellationCause
  ) -> Event {
    var event = ofOrder(.orderCancelled, id, order, in: market, at: price)
    event.code = cause.rawValue
    return event
  }

  static func ofOrder(
    _ kind: Kind, _ id: OrderID, _ order: Order, in market: MarketID, at price: Price
  ) -> Event {
    var event = Event()
    event.kind = kind
    event.market = market
    event.account = order.account
    event.side = order.side
    event.order = id
    event.quantity = order.remaining
    event.atomsPerLot = price.atomsPerLot
    event.clientID = order.clientID
    return event
  }

  /// `account` (the taker, on `side`) traded `quantity` with `counterparty`'s resting `counterOrder`, at its price.
  /// `clientID` is the maker's.
  public static func filled(
    taker account: AccountID, _ side: Side, maker: Order, id: OrderID, in market: MarketID, _ quantity: Quantity,
    at price: Price
  ) -> Event {
    var event = Event()
    event.kind = .filled
    event.market = market
    event.account = account
    event.counterparty = maker.account
    event.side = side
    event.counterOrder = id
    event.quantity = quantity
    event.atomsPerLot = price.atomsPerLot
    event.clientID = maker.clientID
    return event
  }

  /// `quantity` of a taker's order found no counterparty it could or would trade with, and was not to rest.
  public static func remainderCancelled(
    of account: AccountID, _ side: Side, in market: MarketID, _ quantity: Quantity, because cause: CancellationCause
  ) -> Event {
    var event = Event()
    event.kind = .remainderCancelled
    event.market = market
    event.account = account
    event.side = side
    event.quantity = quantity
    event.code = cause.rawValue
    return event
  }

  /// A publisher's price for `market` was accepted. `account` is the publisher's number.
  public static func priceAccepted(_ price: Price, for market: MarketID, publisher: UInt8) -> Event {
    var event = Event()
    event.kind = .priceAccepted
    event.market = market
    event.account = AccountID(UInt32(publisher))
    event.atomsPerLot = price.atomsPerLot
    return event
  }

  /// `amount` went from the insurance to `account` (negative: what `account` had left went to the insurance).
  public static func insuranceMoved(_ amount: Notional, to account: AccountID) -> Event {
    var event = Event()
    event.kind = .insuranceMoved
    event.account = account
    event.counterparty = Owner.Reserved.insurance.account
    event.amount = amount
    return event
  }

  /// `amount` of `account`'s debt was charged to all other positions of `market`.
  public static func lossSocialised(_ amount: Notional, of account: AccountID, in market: MarketID) -> Event {
    var event = Event()
    event.kind = .lossSocialised
    event.market = market
    event.account = account
    event.amount = amount
    return event
  }
}
