import Units

extension Event {
  /// `amount` went from `account` to the fee vault for its side of the trade before (negative: a maker's rebate, from the
  /// vault).
  public static func feePaid(_ amount: Notional, by account: AccountID, in market: MarketID) -> Event {
    var event = Event()
    event.kind = .feePaid
    event.market = market
    event.account = account
    event.counterparty = Owner.Reserved.feeVault.account
    event.amount = amount
    return event
  }

  /// `amount` of the fees of the trade before went on from the fee vault to the insurance.
  public static func feeShared(_ amount: Notional, in market: MarketID) -> Event {
    var event = Event()
    event.kind = .feeShared
    event.market = market
    event.account = Owner.Reserved.feeVault.account
    event.counterparty = Owner.Reserved.insurance.account
    event.amount = amount
    return event
  }

  /// `account`'s order on `side` met a resting order of its own, `counterOrder` of `counterparty`, and both shrank by
  /// `quantity` without a trade. `clientID` is the resting order's.
  public static func orderReduced(
    taker account: AccountID, _ side: Side, maker: Order, id: OrderID, in market: MarketID, _ quantity: Quantity,
    at price: Price
  ) -> Event {
    var event = Event.filled(taker: account, side, maker: maker, id: id, in: market, quantity, at: price)
    event.kind = .orderReduced
    return event
  }

  /// `order` now asks for `quantity` at this price. `code` is 0 where it kept its place; 1 where it left the book and
  /// is placed again, under a new number.
  public static func orderAmended(
    _ id: OrderID, _ order: Order, in market: MarketID, to quantity: Quantity, at price: Price, isPlacedAgain: Bool
  ) -> Event {
    var event = Event()
    event.kind = .orderAmended
    event.market = market
    event.account = order.account
    event.side = order.side
    event.order = id
    event.quantity = quantity
    event.atomsPerLot = price.atomsPerLot
    event.clientID = order.clientID
    event.code = isPlacedAgain ? 1 : 0
    return event
  }

  /// An operation of `account`'s batch was refused: `order` is its place there, and `code` the reason.
  public static func operationRefused(_ reason: Refusal.Reason, index: UInt32, of account: AccountID) -> Event {
    var event = Event()
    event.kind = .operationRefused
    event.account = account
    event.order = OrderID(rawValue: UInt64(index))
    event.code = UInt32(reason.rawValue)
    return event
  }
}
