import Units

/// Of prices. `market` is the feed: a market's number, or `CollateralRules.feed`.
extension Event {
  /// A publisher's price lies so far from the `median` of all that it does not count. `account` is the publisher's number,
  /// `amount` the median, atoms a lot.
  public static func reportDeviated(
    _ price: Price, on feed: UInt16, publisher: UInt8, median: Price?
  ) -> Event {
    var event = ofMark(.reportDeviated, price, on: feed)
    event.account = AccountID(UInt32(publisher))
    event.amount = Notional(atoms: Int128(median?.atomsPerLot ?? 0))
    return event
  }

  /// The publishers agree on a price outside the band around the `last` mark, which stays. `amount` is the last mark, atoms
  /// a lot; `code` is the width of the band either way, in parts per million of it.
  public static func markRefused(
    _ price: Price, on feed: UInt16, last: Price, widthPartsPerMillion: UInt32
  ) -> Event {
    var event = ofMark(.markRefused, price, on: feed)
    event.amount = Notional(atoms: Int128(last.atomsPerLot))
    event.code = widthPartsPerMillion
    return event
  }

  /// A mark was agreed on although somebody deviates.
  public static func markSet(_ price: Price, on feed: UInt16) -> Event { ofMark(.markSet, price, on: feed) }

  private static func ofMark(_ kind: Kind, _ price: Price, on feed: UInt16) -> Event {
    var event = Event()
    event.kind = kind
    event.market = MarketID(UInt32(feed))
    event.atomsPerLot = price.atomsPerLot
    return event
  }

  /// A publisher contradicted itself. `account` is its number, `clientID` the sequence number of both reports, `code` the
  /// place of the evidence in `State.equivocations`.
  public static func equivocated(_ evidence: Equivocation, at index: UInt64) -> Event {
    var event = Event()
    event.kind = .equivocated
    event.market = MarketID(UInt32(evidence.feed))
    event.account = AccountID(UInt32(evidence.publisher))
    event.clientID = UInt128(evidence.sequence)
    event.code = UInt32(index)
    return event
  }
}
