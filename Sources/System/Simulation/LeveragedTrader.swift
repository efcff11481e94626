import Ledger
import Units

/// Bets a multiple of its equity on one direction of one market, and holds on until it wins or is liquidated.
///
/// It never sells at a loss and never brings new money: what a liquidation leaves is what it goes on with.
struct LeveragedTrader: Strategy {
  let side: Side
  /// Position as a multiple of the equity.
  let leverage: UInt64
  /// Which of the population's markets it trades.
  let market: MarketID
  let deposit: Notional

  static let periodBlocks: UInt64 = 120

  /// - Parameter markets: not empty.
  init(_ side: Side, in markets: [MarketID], _ draws: inout KeyedDraws) {
    self.side = side
    leverage = min(draws.within(5...25), draws.within(5...25))
    market = markets[Int(draws.below(UInt64(markets.count)))]
    deposit = .drawnEquity(&draws)
  }

  func actions(_ standing: Standing, _ quotes: [MarketQuote], _ draws: inout KeyedDraws) -> [Action] {
    guard standing.equity >= .leastEquity, let quote = quotes.first(where: { $0.id == market }) else { return [] }
    var holding = standing.holdings[Int(market.rawValue)]
    let cancels = holding.orders.map(quote.cancel)
    (holding.openBuys, holding.openSells) = (.zero, .zero)
    let order = order(quote, holding, equity: standing.equity, &draws)
    return cancels + (order.map { [$0] } ?? [])
  }

  private func order(
    _ quote: MarketQuote, _ holding: Holding, equity: Notional, _ draws: inout KeyedDraws
  ) -> Action? {
    let target = quote.lots(for: equity.times(leverage))
    let held = holding.size.magnitude.lots
    guard let heldSide = holding.size.side else {
      guard draws.chance(partsPerMillion: 700_000) else { return nil }
      return entry(target, quote, holding, &draws)
    }
    if holding.profit.times(2) > equity, draws.chance(partsPerMillion: 250_000) {
      return quote.order(
        heldSide.opposite, lots: held, .hurrying(5_000), .immediateOrCancel, holding: Holding())
    }
    guard held * 10 < target * 6, draws.chance(partsPerMillion: 250_000) else { return nil }
    return entry(target - held, quote, holding, &draws)
  }

  /// Three of four hurry, the others wait at 10 basis points.
  private func entry(
    _ lots: UInt64, _ quote: MarketQuote, _ holding: Holding, _ draws: inout KeyedDraws
  ) -> Action? {
    let hurries = draws.chance(partsPerMillion: 750_000)
    return quote.order(
      side, lots: lots, hurries ? .hurrying(5_000) : .waiting(1_000),
      hurries ? .immediateOrCancel : .goodTillCancelled, holding: holding)
  }
}
