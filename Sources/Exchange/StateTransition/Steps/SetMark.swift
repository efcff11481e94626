import Ledger
import Merkle
import Oracle
import Units

extension Execution {
  /// MARK: agrees on one market's price, once a block. Without a quorum the last mark stays, and grows old.
  mutating func setMark() throws(StateAccessError) {
    let id = MarketID(UInt32(building.cursor))
    advance()
    var published: [PublishedPrice] = []
    for publisher in 0..<state.parameters.publisherCount {
      published.append(try state.prices.read(PublishedPrice.index(feed: UInt16(id.rawValue), publisher: publisher)))
    }
    guard
      let mark = MarkPrice(
        published, parameters: state.parameters, blockTimestampMs: state.clock.timestampMs)
    else { return }
    var market = try state.markets.read(id.index)
    if market.markAtomsPerLot != mark.price.atomsPerLot { market.priceGeneration += 1 }
    market.markAtomsPerLot = mark.price.atomsPerLot
    market.markTimeMs = mark.timeMs
    try state.markets.write(market, at: id.index)
  }
}
