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

  /// The premium of `market` was sampled: `amount` is no money but parts per million of the mark.
  public static func premiumSampled(partsPerMillion: Int64, in market: MarketID, at mark: Price) -> Event {
    var event = Event()
    event.kind = .premiumSampled
    event.market = market
    event.atomsPerLot = mark.atomsPerLot
    event.amount = Notional(atoms: Int128(partsPerMillion))
    return event
  }

  /// Why a sample is missing.
  public enum MissingSample: UInt32, Sendable {
    /// A side of the book does not hold the impact notional within as many levels as are looked at.
    case thinBook = 1
    case staleMark = 2
  }

  /// A sample of the premium of `market` was due and could not be taken: `code` is a `MissingSample`.
  public static func premiumMissing(_ reason: MissingSample, in market: MarketID, at mark: Price) -> Event {
    var event = premiumSampled(partsPerMillion: 0, in: market, at: mark)
    event.code = reason.rawValue
    return event
  }

  /// The funding index of `market` rose by `change`, in `amount`: no money but micro-atoms a lot. `code` is the number of
  /// samples behind it.
  public static func fundingCharged(
    _ change: MicroAtoms, samples: UInt32, in market: MarketID, at mark: Price
  ) -> Event {
    var event = fundingSkipped(samples: samples, in: market)
    event.atomsPerLot = mark.atomsPerLot
    event.amount = Notional(atoms: change.rawValue)
    return event
  }

  /// Funding of `market` was due and its mark stale: nothing was charged, and `samples` were dropped. Told from a charge by
  /// a price of zero.
  public static func fundingSkipped(samples: UInt32, in market: MarketID) -> Event {
    var event = Event()
    event.kind = .fundingCharged
    event.market = market
    event.code = samples
    return event
  }
}
