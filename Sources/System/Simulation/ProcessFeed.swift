import Ledger
import Units

/// Made-up prices for all markets, without end and without times.
public struct ProcessFeed: PriceSource {
  /// By market.
  private var processes: [(market: MarketID, process: any PriceProcess)]

  public init(_ processes: [(market: MarketID, process: any PriceProcess)]) {
    self.processes = processes.sorted { $0.market < $1.market }
  }

  public var blockCount: Int? { nil }

  public mutating func next() -> PricePoint? {
    var prices: [MarketPrice] = []
    for index in processes.indices {
      prices.append(MarketPrice(market: processes[index].market, price: processes[index].process.next()))
    }
    return PricePoint(timestampMs: nil, prices: prices)
  }
}

extension ProcessFeed {
  /// What a devnet shows that was given no prices: a quiet walk in every market.
  ///
  /// It starts at the mark, so that a chain that is resumed goes on where it stopped; without one, at 60,000 for BTC,
  /// 2,500 for ETH and 100 for everything else. Its steps, of 60 ppm a block, are 3.5 % a day at four blocks a second.
  public init(walkingFrom state: State, seed: UInt64) {
    let generator = KeyedGenerator(seed: seed, stream: "price")
    let firstBlock = state.clock.blockNumber + 1
    self.init(
      state.knownMarkets.map { market in
        let start = market.market.mark ?? CustomaryPrice.price(of: market.rules)
        let walk = RandomWalk(
          from: start, volatilityPartsPerMillion: 60, generator: generator, stream: market.id.index,
          firstBlock: firstBlock)
        return (market.id, walk)
      })
  }
}
