import Ledger
import Merkle
import Oracle
import Units

extension Execution {
  /// MARK: agrees on one market's price, once a block; after all markets, on that of the collateral asset.
  ///
  /// Without a quorum, or outside the band, the last mark stays and grows old. A receipt is written only where a
  /// publisher deviates or the new mark is refused, so that ordinary blocks do not grow by one for each market.
  mutating func setMark(into journal: inout Journal) throws(StateAccessError) {
    let feed = building.cursor < state.markets.count ? UInt16(building.cursor) : CollateralRules.feed
    advance()
    let now = state.clock.timestampMs
    let quorum = PriceQuorum(try published(on: feed), parameters: state.parameters, blockTimestampMs: now)
    startWork(.mark, UInt64(feed))
    for deviation in quorum.deviating {
      emit(
        .reportDeviated(deviation.price, on: feed, publisher: deviation.publisher, median: quorum.median),
        into: &journal)
    }
    if let mark = quorum.mark { try set(mark, on: feed, into: &journal) }
    guard work.events.count > 0 else { return work = Work() }
    finish(into: &journal)
  }

  /// Takes the new mark over, or tells that it lies outside the band.
  private mutating func set(
    _ mark: MarkPrice, on feed: UInt16, into journal: inout Journal
  ) throws(StateAccessError) {
    if let last = try lastMark(on: feed),
      let band = MarkBand(after: last, parameters: state.parameters, blockTimestampMs: state.clock.timestampMs),
      !band.admits(mark.price, after: last.price)
    {
      let width = UInt32(clamping: band.widthPartsPerMillion)
      return emit(
        .markRefused(mark.price, on: feed, last: last.price, widthPartsPerMillion: width), into: &journal)
    }
    if feed == CollateralRules.feed {
      state.collateral.take(mark)
    } else {
      var market = try state.markets.read(UInt64(feed))
      market.take(mark)
      try state.markets.write(market, at: UInt64(feed))
    }
    if work.events.count > 0 { emit(.markSet(mark.price, on: feed), into: &journal) }
  }

  private func published(on feed: UInt16) throws(StateAccessError) -> [PublishedPrice] {
    var published: [PublishedPrice] = []
    for publisher in 0..<state.parameters.publisherCount {
      published.append(try state.prices.read(PublishedPrice.index(feed: feed, publisher: publisher)))
    }
    return published
  }

  private func lastMark(on feed: UInt16) throws(StateAccessError) -> MarkPrice? {
    guard feed != CollateralRules.feed else {
      return state.collateral.price.map { MarkPrice(price: $0, timeMs: state.collateral.timeMs) }
    }
    let market = try state.markets.read(UInt64(feed))
    return market.mark.map { MarkPrice(price: $0, timeMs: market.markTimeMs) }
  }
}

extension Market {
  fileprivate mutating func take(_ mark: MarkPrice) {
    if markAtomsPerLot != mark.price.atomsPerLot { priceGeneration += 1 }
    (markAtomsPerLot, markTimeMs) = (mark.price.atomsPerLot, mark.timeMs)
  }
}

extension CollateralState {
  fileprivate mutating func take(_ mark: MarkPrice) {
    if atomsPerLot != mark.price.atomsPerLot { generation += 1 }
    (atomsPerLot, timeMs) = (mark.price.atomsPerLot, mark.timeMs)
  }
}
