import Ledger
import SSZ
import Units

/// Keeps quotes on both sides of every market, small ones near the mark and large ones far from it.
///
/// Level k lies 4^k inner offsets from the mark and holds 2^k base sizes. An order serves the level whose distance it
/// has within a factor of two while six tenths of it are left, so the near ones are moved often and the far ones rarely,
/// and when the mark jumps there is depth on the way. Quotes at a wrong distance are moved, used ones are cancelled, and
/// new ones are placed, in one batch a market; and a dead man's switch takes all of them back should the maker not wake
/// again.
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
  /// How far ahead the switch is set. Two wakes are less than two periods apart.
  private static let switchBlocks = 4 * periodBlocks

  func actions(_ standing: Standing, _ outlook: Outlook, _ draws: inout KeyedDraws) -> [Action] {
    guard standing.equity >= .leastEquity, !outlook.quotes.isEmpty else { return [] }
    let batches = outlook.quotes.compactMap { quote in
      batch(quote, standing.holdings[Int(quote.id.rawValue)], equity: standing.equity)
    }
    return batches + arm(standing, outlook)
  }

  /// Sets the switch anew when it might fire before the next wake but one.
  private func arm(_ standing: Standing, _ outlook: Outlook) -> [Action] {
    guard standing.deadManMs < outlook.time(inBlocks: 3 * Self.periodBlocks) else { return [] }
    return [.armDeadMan(ArmDeadMan(deadlineMs: outlook.time(inBlocks: Self.switchBlocks)))]
  }

  /// What changes in a market: what goes, then what moves away from the other side, what moves towards it, and what is
  /// new. In this order a quote meets none of its own maker's that is about to move.
  private func batch(_ quote: MarketQuote, _ holding: Holding, equity: Notional) -> Action? {
    let plans = Side.allCases.map { plan($0, quote, holding, equity: equity) }
    let amendments = plans.flatMap(\.retreats) + plans.flatMap(\.advances)
    return .batch(
      plans.flatMap(\.cancels).map(Operation.cancel) + amendments.map(Operation.amend)
        + plans.flatMap(\.orders).map(Operation.place))
  }

  private struct Plan {
    var cancels: [CancelOrder] = []
    var retreats: [AmendOrder] = []
    var advances: [AmendOrder] = []
    var orders: [PlaceOrder] = []

    mutating func add(_ amendment: AmendOrder, to order: RestingOrder) {
      let advances = order.side == .buy ? amendment.tick > order.tick : amendment.tick < order.tick
      if advances { self.advances.append(amendment) } else { retreats.append(amendment) }
    }
  }

  private func plan(_ side: Side, _ quote: MarketQuote, _ holding: Holding, equity: Notional) -> Plan {
    let isWanted = !isFull(side, quote, holding, equity: equity)
    var (plan, served) = (Plan(), Array(repeating: !isWanted, count: Self.levelCount))
    var misplaced: [RestingOrder] = []
    for order in holding.orders where order.side == side {
      guard let level = level(of: order, quote), !served[level] else {
        misplaced.append(order)
        continue
      }
      guard order.remaining.lots * 10 >= lots(level, quote, equity: equity) * 6 else {
        plan.cancels.append(quote.cancel(order))
        continue
      }
      served[level] = true
      if let shrunk = shrunk(order, level, quote, equity: equity) { plan.retreats.append(shrunk) }
    }
    let levels = served.indices.filter { !served[$0] }
    move(misplaced, to: levels, on: side, quote, holding, equity: equity, &plan)
    return plan
  }

  /// The orders that lie at no level go to those that are not served; levels without one get a new order.
  private func move(
    _ misplaced: [RestingOrder], to levels: [Int], on side: Side, _ quote: MarketQuote, _ holding: Holding,
    equity: Notional, _ plan: inout Plan
  ) {
    for (index, order) in misplaced.enumerated() {
      let amendment = levels.dropFirst(index).first.flatMap { level in
        quote.amendment(
          of: order, lots: lots(level, quote, equity: equity), .waiting(offset(level)), holding: holding)
      }
      if let amendment { plan.add(amendment, to: order) } else { plan.cancels.append(quote.cancel(order)) }
    }
    for level in levels.dropFirst(misplaced.count) {
      let lots = lots(level, quote, equity: equity)
      let order = quote.order(side, lots: lots, .waiting(offset(level)), .postOnly, holding: holding)
      if let order { plan.orders.append(order) }
    }
  }

  /// An order that came from a farther level is too large for a nearer one: it shrinks where it is.
  private func shrunk(_ order: RestingOrder, _ level: Int, _ quote: MarketQuote, equity: Notional) -> AmendOrder? {
    let lots = lots(level, quote, equity: equity)
    guard order.remaining.lots * 10 > lots * 16, lots >= quote.rules.orderMinimum.lots else { return nil }
    return quote.amendment(of: order, Quantity(lots: lots), tick: order.tick)
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

extension Action {
  /// One signature for all of them, each refused for itself; nil where there are none.
  ///
  /// - Precondition: not more than a batch has room for.
  fileprivate static func batch(_ operations: [Operation]) -> Action? {
    guard !operations.isEmpty else { return nil }
    guard let list = try? BoundedList<Operation, 256>(operations) else {
      preconditionFailure("a maker does more than a batch has room for")
    }
    var batch = Batch()
    batch.operations = list
    return .batch(batch)
  }
}
