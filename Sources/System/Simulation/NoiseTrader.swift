import Ledger
import Units

/// Buys and sells small amounts without a reason, and never holds more than half its equity in one market.
struct NoiseTrader: Strategy {
  let deposit: Notional
  let usesSessionKey: Bool

  static let periodBlocks: UInt64 = 56

  init(_ draws: inout KeyedDraws) {
    deposit = .drawnEquity(&draws)
    usesSessionKey = draws.chance(partsPerMillion: 300_000)
  }

  func actions(_ standing: Standing, _ outlook: Outlook, _ draws: inout KeyedDraws) -> [Action] {
    guard standing.equity >= .leastEquity, !outlook.quotes.isEmpty else { return [] }
    let quote = outlook.quotes[Int(draws.below(UInt64(outlook.quotes.count)))]
    let holding = standing.holdings[Int(quote.id.rawValue)]
    let cancels = cancelAll(standing, quote, &draws)
    let lots = quote.lots(for: standing.equity.share(partsPerMillion: draws.within(20_000...100_000)))
    let side = side(quote, holding, equity: standing.equity, &draws)
    let order = order(side, lots: lots, quote, holding, outlook, &draws)
    return cancels + (order.map { [.place($0)] } ?? [])
  }

  private func side(
    _ quote: MarketQuote, _ holding: Holding, equity: Notional, _ draws: inout KeyedDraws
  ) -> Side {
    let drawn: Side = draws.chance(partsPerMillion: 500_000) ? .buy : .sell
    guard quote.mark.notional(of: holding.size.magnitude).times(2) > equity else { return drawn }
    return holding.size.side?.opposite ?? drawn
  }

  /// Seven of ten take what they find, one takes all or nothing, and two wait for a while. What happens when it meets
  /// itself is drawn too.
  private func order(
    _ side: Side, lots: UInt64, _ quote: MarketQuote, _ holding: Holding, _ outlook: Outlook,
    _ draws: inout KeyedDraws
  ) -> PlaceOrder? {
    var order: PlaceOrder?
    switch draws.below(10) {
    case 0..<7: order = quote.order(side, lots: lots, .hurrying(3_000), .immediateOrCancel, holding: holding)
    case 7: order = quote.order(side, lots: lots, .hurrying(3_000), .fillOrKill, holding: holding)
    default:
      let patience = Patience.waiting(draws.within(200...2_000))
      order = quote.order(side, lots: lots, patience, .goodTillCancelled, holding: holding)
      order?.expiryMs = outlook.time(inBlocks: draws.within(10...2 * Self.periodBlocks))
    }
    order?.selfTrade = SelfTrade(rawValue: UInt8(draws.below(4))) ?? .expireMaker
    order?.preventsByOwner = draws.chance(partsPerMillion: 500_000)
    return order
  }

  /// Now and then it takes back what it has waiting: in one market, or in all.
  private func cancelAll(_ standing: Standing, _ quote: MarketQuote, _ draws: inout KeyedDraws) -> [Action] {
    let isTired = draws.chance(partsPerMillion: 200_000)
    guard isTired, standing.holdings.contains(where: { !$0.orders.isEmpty }) else { return [] }
    let isEverywhere = draws.chance(partsPerMillion: 500_000)
    return [.cancelAll(CancelAll(market: isEverywhere ? CancelAll.allMarkets : UInt16(quote.id.rawValue)))]
  }
}
