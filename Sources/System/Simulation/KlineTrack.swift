import Ledger
import Units

/// One market's bars in the market's own unit, read forward.
struct KlineTrack: Sendable {
  private let market: MarketID
  private let bars: [Bar]
  /// The last bar that has begun.
  private var current = 0

  private struct Bar: Sendable {
    let openTimeMs: UInt64
    /// As many as `KlineBar.priceCount`.
    let prices: [Price]
  }

  init(_ entry: KlineFeed.Entry) throws(KlineFeedError) {
    market = entry.market
    var bars: [Bar] = []
    for bar in entry.file.bars {
      let prices = bar.prices.compactMap { $0.price(lotDecimals: entry.rules.lotDecimals) }
      guard prices.count == KlineBar.priceCount else {
        throw .priceOutOfRange(entry.rules.name, openTimeMs: bar.openTimeMs)
      }
      bars.append(Bar(openTimeMs: bar.openTimeMs, prices: prices))
    }
    self.bars = bars
  }

  /// Price `quarter` (0 ..< `KlineBar.priceCount`) of the bar that opens at `timeMs`; if there is none, the last close.
  ///
  /// - Precondition: the first bar has begun, and no later bar was asked for since `rewind()`.
  mutating func price(ofBarAt timeMs: UInt64, _ quarter: Int) -> MarketPrice {
    while current + 1 < bars.count, bars[current + 1].openTimeMs <= timeMs { current += 1 }
    let bar = bars[current]
    let isMissing = bar.openTimeMs != timeMs
    return MarketPrice(market: market, price: bar.prices[isMissing ? KlineBar.priceCount - 1 : quarter])
  }

  mutating func rewind() { current = 0 }
}
