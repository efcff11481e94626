import Benchmarks
import Ledger
import Units

/// Price-time priority over two sorted arrays: too simple to be wrong.
struct NaiveBook {
  private var bids: [Resting] = []
  private var asks: [Resting] = []

  mutating func carryOut(_ operation: BookOperation) -> [Trade] {
    switch operation {
    case .limit(let id, let side, let tick, let lots): match(id, side, tick, lots, rests: true)
    case .immediate(let id, let side, let tick, let lots): match(id, side, tick, lots, rests: false)
    case .cancel(let id): cancel(id)
    }
  }

  func resting(_ side: Side) -> [Resting] { side == .buy ? bids : asks }

  private mutating func cancel(_ id: UInt64) -> [Trade] {
    bids.removeAll { $0.id == id }
    asks.removeAll { $0.id == id }
    return []
  }

  private mutating func match(
    _ id: UInt64, _ side: Side, _ tick: UInt32, _ lots: UInt64, rests: Bool
  ) -> [Trade] {
    var opposite = side == .buy ? asks : bids
    var (trades, rest) = ([Trade](), lots)
    while rest > 0, let maker = opposite.first, side == .buy ? maker.tick <= tick : maker.tick >= tick {
      let quantity = min(rest, maker.lots)
      trades.append(Trade(maker: maker.id, taker: id, tick: maker.tick, lots: quantity))
      rest -= quantity
      opposite[0].lots -= quantity
      if opposite[0].lots == 0 { opposite.removeFirst() }
    }
    if side == .buy { asks = opposite } else { bids = opposite }
    if rests, rest > 0 { insert(Resting(id: id, tick: tick, lots: rest), side) }
    return trades
  }

  /// Behind all orders that are as good or better.
  private mutating func insert(_ order: Resting, _ side: Side) {
    switch side {
    case .buy: bids.insert(order, at: bids.firstIndex { $0.tick < order.tick } ?? bids.count)
    case .sell: asks.insert(order, at: asks.firstIndex { $0.tick > order.tick } ?? asks.count)
    }
  }
}
