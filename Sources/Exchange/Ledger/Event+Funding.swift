import Units

extension Event {
  /// A trade settled the funding of `account`'s position: it paid `amount`; negative, it received as much.
  public static func fundingSettled(_ amount: Notional, by account: AccountID, in market: MarketID) -> Event {
    settled(.fundingSettled, amount, by: account, in: market)
  }

  /// A trade settled the share of socialised losses that `account`'s position owed: it paid `amount`.
  public static func lossSettled(_ amount: Notional, by account: AccountID, in market: MarketID) -> Event {
    settled(.lossSettled, amount, by: account, in: market)
  }

  private static func settled(
    _ kind: Kind, _ amount: Notional, by account: AccountID, in market: MarketID
  ) -> Event {
    var event = Event()
    event.kind = kind
    event.market = market
    event.account = account
    event.amount = amount
    return event
  }
}
