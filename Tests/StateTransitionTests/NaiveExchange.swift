import Ledger
import Units

/// An order as the small worlds place it.
struct SmallOrder: Equatable {
  var user = 0
  var side = Side.buy
  var tick: UInt32 = 1
  var lots: Int64 = 1
  var timeInForce = TimeInForce.goodTillCancelled
  var isReduceOnly = false
  var selfTrade = SelfTrade.expireMaker
}

/// Price-time priority over one array in order of arrival, for users who can afford everything: too simple to be wrong.
struct NaiveExchange: Equatable {
  struct Trade: Equatable {
    var maker: Int
    var tick: UInt32
    var lots: Int64
  }

  var resting: [SmallOrder] = []
  var sizes: [Int64]

  init(sizes: [Int64]) { self.sizes = sizes }

  /// - Returns: its trades; nil if it is refused, and nothing happens.
  mutating func place(_ order: SmallOrder) -> [Trade]? {
    if order.timeInForce == .postOnly, best(for: order) != nil { return nil }
    if order.isReduceOnly, reducible(order) == 0 { return nil }
    let before = self
    var (order, trades) = (order, [Trade]())
    let isEnded = match(&order, &trades)
    if order.timeInForce == .fillOrKill, order.lots > 0 {
      self = before
      return nil
    }
    let canRest = order.timeInForce == .goodTillCancelled || order.timeInForce == .postOnly
    if order.lots > 0, canRest, !isEnded, !order.isReduceOnly || reducible(order) > 0 { resting.append(order) }
    return trades
  }

  /// - Returns: whether nothing of it may rest.
  private mutating func match(_ order: inout SmallOrder, _ trades: inout [Trade]) -> Bool {
    while order.lots > 0, let index = best(for: order) {
      let maker = resting[index]
      if maker.user == order.user {
        if prevent(&order, index) { return true }
        continue
      }
      let asked = order.isReduceOnly ? min(order.lots, reducible(order)) : order.lots
      if asked == 0 { return true }
      let offered = maker.isReduceOnly ? min(maker.lots, reducible(maker)) : maker.lots
      let lots = min(asked, offered)
      if lots == 0 {
        resting.remove(at: index)
        continue
      }
      trades.append(Trade(maker: maker.user, tick: maker.tick, lots: lots))
      sizes[order.user] += order.side == .buy ? lots : -lots
      sizes[maker.user] -= order.side == .buy ? lots : -lots
      order.lots -= lots
      shrink(index, by: lots)
    }
    return false
  }

  /// - Returns: whether the newer order ends.
  private mutating func prevent(_ order: inout SmallOrder, _ index: Int) -> Bool {
    switch order.selfTrade {
    case .expireMaker: resting.remove(at: index)
    case .expireTaker: return true
    case .expireBoth:
      resting.remove(at: index)
      return true
    case .reduceBoth:
      if order.timeInForce == .fillOrKill { return true }
      let lots = min(order.lots, resting[index].lots)
      order.lots -= lots
      shrink(index, by: lots)
    }
    return false
  }

  private mutating func shrink(_ index: Int, by lots: Int64) {
    resting[index].lots -= lots
    if resting[index].lots == 0 { resting.remove(at: index) }
  }

  /// The oldest of those that cross at the best price.
  private func best(for order: SmallOrder) -> Int? {
    var best: Int?
    for (index, other) in resting.enumerated() where other.side != order.side {
      guard order.side == .buy ? other.tick <= order.tick : other.tick >= order.tick else { continue }
      let isBetter = best.map { order.side == .buy ? other.tick < resting[$0].tick : other.tick > resting[$0].tick }
      if isBetter ?? true { best = index }
    }
    return best
  }

  private func reducible(_ order: SmallOrder) -> Int64 {
    let size = sizes[order.user]
    return order.side == .buy ? max(-size, 0) : max(size, 0)
  }
}
