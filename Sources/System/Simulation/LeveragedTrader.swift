import Ledger
import Units

/// Bets a multiple of its equity on one direction of one market, and holds on until it wins, is stopped or liquidated.
///
/// Without a stop it never sells at a loss, and it never brings new money: what a liquidation leaves is what it goes on
/// with.
struct LeveragedTrader: Strategy {
  let side: Side
  /// Position as a multiple of the equity.
  let leverage: UInt64
  /// Which of the population's markets it trades.
  let market: MarketID
  let deposit: Notional
  var habits: TraderHabits

  static let periodBlocks: UInt64 = 120

  var bringsCollateral: Bool { habits.bringsCollateral }

  /// - Parameter markets: not empty.
  init(_ side: Side, in markets: [MarketID], _ draws: inout KeyedDraws) {
    self.side = side
    leverage = min(draws.within(5...25), draws.within(5...25))
    market = markets[Int(draws.below(UInt64(markets.count)))]
    deposit = .drawnEquity(&draws)
    habits = TraderHabits(leverage: leverage, &draws)
  }

  func actions(_ standing: Standing, _ outlook: Outlook, _ draws: inout KeyedDraws) -> [Action] {
    guard let quote = outlook.quotes.first(where: { $0.id == market }) else { return [] }
    let holding = standing.holdings[Int(market.rawValue)]
    if let purse = purse(standing, holding, quote) { return purse }
    guard holding.isolatedEquity ?? standing.equity >= .leastEquity else { return [] }
    let wish = wish(quote, holding, equity: holding.isolatedEquity ?? standing.equity, &draws)
    return carryOut(wish, quote, holding, outlook, &draws)
  }

  /// What it wants of its position.
  private enum Wish {
    case nothing
    /// So many lots more.
    case more(UInt64)
    /// Out, at once.
    case out
  }

  private func wish(
    _ quote: MarketQuote, _ holding: Holding, equity: Notional, _ draws: inout KeyedDraws
  ) -> Wish {
    let target = quote.lots(for: equity.times(leverage))
    let held = holding.size.magnitude.lots
    guard held > 0 else { return draws.chance(partsPerMillion: 700_000) ? .more(target) : .nothing }
    if holding.profit.times(2) > equity, draws.chance(partsPerMillion: 250_000) { return .out }
    if protection(.stop, quote, holding, lots: held) == .late { return .out }
    guard held * 10 < target * 6, draws.chance(partsPerMillion: 250_000) else { return .nothing }
    return .more(target - held)
  }

  /// What is in the book goes, or moves along; then comes what it wants; and the stops follow.
  private func carryOut(
    _ wish: Wish, _ quote: MarketQuote, _ holding: Holding, _ outlook: Outlook, _ draws: inout KeyedDraws
  ) -> [Action] {
    var (cleared, old) = (holding, holding.orders)
    (cleared.openBuys, cleared.openSells) = (.zero, .zero)
    var (orders, lots): ([Action], UInt64) = ([], holding.size.magnitude.lots)
    switch wish {
    case .nothing: break
    case .out:
      let side = holding.size.side ?? side
      let order = quote.reduction(side.opposite, lots: lots, .hurrying(5_000), .immediateOrCancel)
      orders = order.map { [.place(named($0, &draws))] } ?? []
    case .more(let more):
      // Three of four hurry, the others wait at 10 basis points.
      if draws.chance(partsPerMillion: 750_000) {
        let order = quote.order(side, lots: more, .hurrying(5_000), .immediateOrCancel, holding: cleared)
        orders = order.map { [.place(named($0, &draws))] } ?? []
      } else {
        orders = wait(more, quote, cleared, &old, outlook, &draws).map { [$0] } ?? []
      }
      if !orders.isEmpty { lots += more }
    }
    return old.map { .cancel(quote.cancel($0)) } + orders + protect(quote, holding, lots: lots, &draws)
  }

  /// An order at 10 basis points: an old one that moves there and is taken out of `old`, or a new one.
  private func wait(
    _ lots: UInt64, _ quote: MarketQuote, _ cleared: Holding, _ old: inout [RestingOrder], _ outlook: Outlook,
    _ draws: inout KeyedDraws
  ) -> Action? {
    let kept = old.firstIndex { $0.side == side && !$0.terms.isReduceOnly }
    if let kept, let amendment = quote.amendment(of: old[kept], lots: lots, .waiting(1_000), holding: cleared) {
      old.remove(at: kept)
      return .amend(amendment)
    }
    var order = quote.order(side, lots: lots, .waiting(1_000), .goodTillCancelled, holding: cleared)
    if habits.limitsTime { order?.expiryMs = outlook.time(inBlocks: draws.within(20...2 * Self.periodBlocks)) }
    return order.map { .place(named($0, &draws)) }
  }

  private func named(_ order: PlaceOrder, _ draws: inout KeyedDraws) -> PlaceOrder {
    guard habits.namesOrders else { return order }
    var order = order
    order.clientID = UInt128(draws.next()) << 1 | 1
    return order
  }
}
