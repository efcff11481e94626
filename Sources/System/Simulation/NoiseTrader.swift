import Ledger
import Units

/// Buys and sells small amounts without a reason, and never holds more than half its equity in one market.
struct NoiseTrader: Strategy {
  let deposit: Notional

  static let periodBlocks: UInt64 = 56

  init(_ draws: inout KeyedDraws) { deposit = .drawnEquity(&draws) }

  func actions(_ standing: Standing, _ quotes: [MarketQuote], _ draws: inout KeyedDraws) -> [Action] {
    guard standing.equity >= .leastEquity, !quotes.isEmpty else { return [] }
    let quote = quotes[Int(draws.below(UInt64(quotes.count)))]
    let holding = standing.holdings[Int(quote.id.rawValue)]
    let lots = quote.lots(for: standing.equity.share(partsPerMillion: draws.within(20_000...100_000)))
    let side = side(quote, holding, equity: standing.equity, &draws)
    let order = quote.order(side, lots: lots, .hurrying(3_000), .immediateOrCancel, holding: holding)
    return order.map { [$0] } ?? []
  }

  private func side(
    _ quote: MarketQuote, _ holding: Holding, equity: Notional, _ draws: inout KeyedDraws
  ) -> Side {
    let drawn: Side = draws.chance(partsPerMillion: 500_000) ? .buy : .sell
    guard quote.mark.notional(of: holding.size.magnitude).times(2) > equity else { return drawn }
    return holding.size.side?.opposite ?? drawn
  }
}
