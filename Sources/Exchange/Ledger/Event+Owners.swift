import SSZ
import Units

/// What owners do with their keys, their sub-accounts and their money.
extension Event {
  /// A session key was put into an owner's slot `code`; what it signs names the generation `clientID`. `account` is the
  /// owner's sub-account 0, and `amount` the key's notional cap.
  public static func keyAdded(slot: UInt8, _ key: SessionKey, of account: AccountID) -> Event {
    var event = Event()
    event.kind = .keyAdded
    event.account = account
    event.code = UInt32(slot)
    event.clientID = UInt128(key.generation)
    event.amount = key.notionalCap
    return event
  }

  /// The session key in an owner's slot `code` was taken back. The slot's generation is now `clientID`, and `account` is
  /// the owner's sub-account 0.
  public static func keyRevoked(slot: UInt8, generation: UInt32, of account: AccountID) -> Event {
    var event = Event()
    event.kind = .keyRevoked
    event.account = account
    event.code = UInt32(slot)
    event.clientID = UInt128(generation)
    return event
  }

  /// `quantity` of the collateral asset was credited to `account`.
  public static func collateralDeposited(_ quantity: Quantity, to account: AccountID) -> Event {
    var event = Event()
    event.kind = .collateralDeposited
    event.account = account
    event.quantity = quantity
    return event
  }

  /// An owner opened its sub-account `code`, which is `account`. `counterparty` is its sub-account 0.
  public static func subAccountOpened(_ account: AccountID, number: UInt8, beside first: AccountID) -> Event {
    var event = Event()
    event.kind = .subAccountOpened
    event.account = account
    event.counterparty = first
    event.code = UInt32(number)
    return event
  }

  /// `account` gave `counterparty` USDC (`amount`) or collateral (`quantity`).
  public static func transferred(
    _ asset: Asset, _ amount: UInt64, from account: AccountID, to counterparty: AccountID
  ) -> Event {
    var event = ofMoney(asset, amount, .transferred, .collateralTransferred)
    event.account = account
    event.counterparty = counterparty
    return event
  }

  /// USDC (`amount`) or collateral (`quantity`) of `account` went to the outbox, as its entry `code`.
  public static func withdrawn(_ asset: Asset, _ amount: UInt64, from account: AccountID, entry: UInt32) -> Event {
    var event = ofMoney(asset, amount, .withdrawn, .collateralWithdrawn)
    event.account = account
    event.code = entry
    return event
  }

  private static func ofMoney(_ asset: Asset, _ amount: UInt64, _ quote: Kind, _ collateral: Kind) -> Event {
    var event = Event()
    switch asset {
    case .quote: (event.kind, event.amount) = (quote, Notional(atoms: Int128(amount)))
    case .collateral: (event.kind, event.quantity) = (collateral, Quantity(lots: amount))
    }
    return event
  }

  /// `market` trades in the isolated `account` from now on (`code` 1), or in the cross bucket `counterparty` (`code` 0);
  /// `amount` went into the isolated account (negative: back).
  public static func marginModeSet(
    _ mode: SetMarginMode, _ account: AccountID, of cross: AccountID, gaining amount: Notional
  ) -> Event {
    var event = Event()
    event.kind = .marginModeSet
    event.market = MarketID(UInt32(mode.market))
    event.account = account
    event.counterparty = cross
    event.amount = amount
    event.code = mode.isIsolated ? 1 : 0
    return event
  }
}
