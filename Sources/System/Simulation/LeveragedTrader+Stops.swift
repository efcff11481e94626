import Ledger
import Units

extension LeveragedTrader {
  /// How far from the mark a stop may trade once it is released.
  private static let band = Rate(partsPerMillion: 20_000)

  /// A trigger that a trader's habits ask for.
  enum Protection: Equatable {
    case unwanted
    /// At this tick.
    case wanted(UInt32)
    /// The mark is there already.
    case late
  }

  /// Where a stop or a take-profit for `lots` belongs: at its distance from the price the position was entered at, or,
  /// before there is one, from the mark.
  func protection(_ trigger: TriggerKind, _ quote: MarketQuote, _ holding: Holding, lots: UInt64) -> Protection {
    let distance = trigger == .stop ? habits.stopDistance : habits.profitDistance
    guard let distance, lots > 0 else { return .unwanted }
    let exit = (holding.size.side ?? side).opposite
    // What sells below a price hurries; what sells above it waits.
    let patience: Patience = trigger == .stop ? .hurrying(distance) : .waiting(distance)
    let tick = quote.tick(exit, patience, from: holding.entryPrice ?? quote.mark)
    let price = quote.rules.price(ofTick: tick)
    let waitsForRise = (exit == .buy) == (trigger == .stop)
    return (waitsForRise ? quote.mark < price : quote.mark > price) ? .wanted(tick) : .late
  }

  /// Cancels the stops that do not cover `lots`, and places those that are missing.
  func protect(_ quote: MarketQuote, _ holding: Holding, lots: UInt64, _ draws: inout KeyedDraws) -> [Action] {
    let exit = (holding.size.side ?? side).opposite
    let covered = min(lots, quote.rules.orderMaximum.lots)
    let good = holding.stops.filter { lots > 0 && $0.side == exit && $0.remaining.lots >= covered }
    let cancels = holding.stops.filter { !good.contains($0) }.map { Action.cancel(quote.cancel($0)) }
    return cancels
      + ([.stop, .takeProfit] as [TriggerKind]).compactMap { trigger in
        let waitsForRise = (exit == .buy) == (trigger == .stop)
        guard !good.contains(where: { ($0.terms.place == .risingStop) == waitsForRise }),
          case .wanted(let tick) = protection(trigger, quote, holding, lots: lots)
        else { return nil }
        return stop(trigger, exit, lots: covered, at: tick, quote).map(Action.place)
      }
  }

  /// A stop takes any price within its band; a take-profit waits in the book for its own.
  private func stop(
    _ trigger: TriggerKind, _ exit: Side, lots: UInt64, at tick: UInt32, _ quote: MarketQuote
  ) -> PlaceOrder? {
    let isStop = trigger == .stop
    var order = quote.reduction(exit, lots: lots, .waiting(0), isStop ? .immediateOrCancel : .goodTillCancelled)
    order?.trigger = trigger
    order?.triggerTick = tick
    order?.tick = !isStop ? tick : exit == .buy ? MarketRules.tickLimit - 1 : 1
    if isStop { order?.band = Self.band }
    return order
  }
}
