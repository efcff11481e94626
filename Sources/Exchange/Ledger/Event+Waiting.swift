import Units

extension Event {
  /// A stop began to wait. `atomsPerLot` is its limit; `amount`, in atoms, the price of a lot at which it is released.
  public static func stopPlaced(
    _ id: OrderID, _ stop: Order, in market: MarketID, at limit: Price, trigger: Price
  ) -> Event {
    var event = ofOrder(.stopPlaced, id, stop, in: market, at: limit)
    event.amount = Notional(atoms: Int128(trigger.atomsPerLot))
    return event
  }

  /// A stop left those that wait, because of this mark, to be an order like any other.
  public static func stopReleased(_ id: OrderID, _ stop: Order, in market: MarketID, at mark: Price) -> Event {
    ofOrder(.stopReleased, id, stop, in: market, at: mark)
  }

  /// An order or a stop reached its end unfilled: `quantity` is what remained of it.
  public static func orderExpired(_ id: OrderID, _ order: Order, in market: MarketID, at limit: Price) -> Event {
    ofOrder(.orderExpired, id, order, in: market, at: limit)
  }

  /// The account's dead man's switch was set to `deadlineMs`, or, by 0, taken off. `clientID` is that number.
  public static func deadManArmed(_ account: AccountID, deadlineMs: UInt64) -> Event {
    ofDeadMan(.deadManArmed, account, deadlineMs)
  }

  /// The account did not speak up before `deadlineMs`: its orders go, and the switch is off. `clientID` is that time.
  public static func deadManFired(_ account: AccountID, deadlineMs: UInt64) -> Event {
    ofDeadMan(.deadManFired, account, deadlineMs)
  }

  private static func ofDeadMan(_ kind: Kind, _ account: AccountID, _ deadlineMs: UInt64) -> Event {
    var event = Event()
    event.kind = kind
    event.account = account
    event.clientID = UInt128(deadlineMs)
    return event
  }
}
