import Units

extension Event {
  /// `account` was found below maintenance: `amount` is its equity, `atomsPerLot` the maintenance margin in atoms, as far
  /// as 64 bits reach.
  public static func liquidationBegan(_ account: AccountID, equity: Notional, maintenance: Notional) -> Event {
    var event = Event()
    event.kind = .liquidationBegan
    event.account = account
    event.amount = equity
    event.atomsPerLot = UInt64(clamping: maintenance.atoms)
    return event
  }

  /// `account` found no buyer and need not be taken over: it is looked at again `code` milliseconds later.
  public static func liquidationPaused(_ account: AccountID, retryMs: UInt64) -> Event {
    var event = Event()
    event.kind = .liquidationPaused
    event.account = account
    event.code = UInt32(clamping: retryMs)
    return event
  }

  /// `account` has maintenance margin again, or nothing left that needs it; `amount` is its equity.
  public static func liquidationEnded(_ account: AccountID, equity: Notional) -> Event {
    var event = Event()
    event.kind = .liquidationEnded
    event.account = account
    event.amount = equity
    return event
  }

  /// Of a close through the book, `amount` went from `account` to the insurance.
  public static func liquidationFeePaid(_ amount: Notional, by account: AccountID, in market: MarketID) -> Event {
    var event = Event()
    event.kind = .liquidationFeePaid
    event.market = market
    event.account = account
    event.counterparty = Owner.Reserved.insurance.account
    event.amount = amount
    return event
  }

  /// `account` sold `quantity` lots of collateral to `buyer`, the backstop or the insurance, for `amount`. The index stood
  /// at `price`.
  public static func collateralConverted(
    _ quantity: Quantity, of account: AccountID, to buyer: AccountID, at price: Price, for amount: Notional
  ) -> Event {
    var event = Event()
    event.kind = .collateralConverted
    event.account = account
    event.counterparty = buyer
    event.quantity = quantity
    event.atomsPerLot = price.atomsPerLot
    event.amount = amount
    return event
  }

  /// The insurance took `account`'s position (of `side`) over, at its zero price or, where nobody else could, at the mark.
  public static func takenOver(
    _ account: AccountID, _ side: Side, in market: MarketID, _ quantity: Quantity, at price: Price
  ) -> Event {
    reassigned(.takenOver, account, side, to: Owner.Reserved.insurance.account, in: market, quantity, at: price)
  }

  /// `counterparty`, the first in line, had to close `quantity` of its position against `account`'s (of `side`).
  public static func deleveraged(
    _ account: AccountID, _ side: Side, by counterparty: AccountID, in market: MarketID, _ quantity: Quantity,
    at price: Price
  ) -> Event {
    reassigned(.deleveraged, account, side, to: counterparty, in: market, quantity, at: price)
  }

  private static func reassigned(
    _ kind: Kind, _ account: AccountID, _ side: Side, to counterparty: AccountID, in market: MarketID,
    _ quantity: Quantity, at price: Price
  ) -> Event {
    var event = Event()
    event.kind = kind
    event.market = market
    event.account = account
    event.counterparty = counterparty
    event.side = side
    event.quantity = quantity
    event.atomsPerLot = price.atomsPerLot
    return event
  }

  /// The insurance offers `quantity` of its position to the book, on `side`, at `price` or better.
  public static func disposalOffered(
    _ quantity: Quantity, _ side: Side, in market: MarketID, at price: Price
  ) -> Event {
    var event = Event()
    event.kind = .disposalOffered
    event.market = market
    event.account = Owner.Reserved.insurance.account
    event.side = side
    event.quantity = quantity
    event.atomsPerLot = price.atomsPerLot
    return event
  }
}
