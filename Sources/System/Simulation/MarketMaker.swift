import Ledger
import Units

/// Keeps quotes on both sides of every market, small ones near the mark and large ones far from it.
///
/// Level k lies 4^k inner offsets from the mark and holds 2^k base sizes. An order serves the level whose distance it
/// has within a factor of two while six tenths of it are left, so the near ones are moved often and the far ones rarely, and when the mark jumps there
/// is depth on the way.
struct MarketMaker: Strategy {
  /// Distance of the nearest quote from the mark, parts per million.
  let innerOffset: UInt64

  static let periodBlocks: UInt64 = 24
  static let levelCount = 4

  var deposit: Notional { .quoteUnits(2_000_000) }

  init(_ draws: inout KeyedDraws) { innerOffset = draws.within(300...700) }

  /// Size of the nearest quote: 1/200 of the equity.
  private static let basePartsPerMillion: UInt64 = 5_000
  /// A position of more than so much of the equity is not added to.
  private static let inventoryLimit: UInt64 = 2

  func actions(_ standing: Standing, _ quotes: [MarketQuote], _ draws: inout KeyedDraws) -> [Action] {
    guard standing.equity >= .leastEquity else { return [] }
    return quotes.flatMap { quote in
      let holding = standing.holdings[Int(quote.id.rawValue)]
      let plans = [Side.buy, .sell].map { plan($0, quote, holding, equity: standing.equity) }
      // Cancels first: an order must not meet one of its own owner's that is about to go.
      return plans.flatMap(\.cancels) + plans.flatMap(\.orders)
    }
  }

  private struct Plan {
    var cancels: [Action] = []
    var orders: [Action] = []
  }

  private func plan(_ side: Side, _ quote: MarketQuote, _ holding: Holding, equity: Notional) -> Plan {
    let isWanted = !isFull(side, quote, holding, equity: equity)
    var (plan, served) = (Plan(), Array(repeating: !isWanted, count: Self.levelCount))
    for order in holding.orders where order.side == side {
      let level = level(of: order, quote)
      if let level, !served[level], order.remaining.lots * 10 >= lots(level, quote, equity: equity) * 6 {
        served[level] = true
      } else {
        plan.cancels.append(quote.cancel(order))
      }
    }
    for level in 0..<Self.levelCount where !served[level] {
      let lots = lots(level, quote, equity: equity)
      let order = quote.order(side, lots: lots, .waiting(offset(level)), .goodTillCancelled, holding: holding)
      if let order { plan.orders.append(order) }
    }
    return plan
  }

  private func isFull(_ side: Side, _ quote: MarketQuote, _ holding: Holding, equity: Notional) -> Bool {
    holding.size.side == side
      && quote.mark.notional(of: holding.size.magnitude) > equity.times(Self.inventoryLimit)
  }

  private func offset(_ level: Int) -> UInt64 { innerOffset << UInt64(2 * level) }

  private func lots(_ level: Int, _ quote: MarketQuote, equity: Notional) -> UInt64 {
    quote.lots(for: equity.share(partsPerMillion: Self.basePartsPerMillion << UInt64(level)))
  }

  /// The level that `order` serves; nil when it is too near to the mark, beyond it, or too far.
  private func level(of order: RestingOrder, _ quote: MarketQuote) -> Int? {
    let (mark, price) = (Int128(quote.mark.atomsPerLot), Int128(quote.rules.price(ofTick: order.tick).atomsPerLot))
    let distance = (order.side == .buy ? mark - price : price - mark) * 1_000_000 / mark
    return (0..<Self.levelCount).first { level in
      (Int128(offset(level) / 2)..<Int128(offset(level) * 2)).contains(distance)
    }
  }
}
