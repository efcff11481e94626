import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// Checks an order, and begins to match it.
  mutating func place(_ order: PlaceOrder, for account: AccountID) throws(StepFailure) {
    let market = try check(order, for: account)
    work.kind = .matchOrder
    work.account = account
    work.market = market
    work.side = order.side
    work.terms.timeInForce = order.timeInForce
    work.tick = order.tick
    work.remaining = order.quantity
    work.clientID = order.clientID
  }

  /// Whether an order may be placed now; its market, if so.
  func check(_ order: PlaceOrder, for account: AccountID) throws(StepFailure) -> MarketID {
    let id = MarketID(UInt32(order.market))
    guard id.index < state.markets.count else {
      throw .refused(Refusal(.unknownMarket, limit: state.markets.count, found: order.market))
    }
    let (rules, market) = try reading { () throws(StateAccessError) in
      (try state.rules.read(id.index), try state.markets.read(id.index))
    }
    let markState = state.parameters.markState(of: market, at: state.clock.timestampMs)
    guard markState != .absent else { throw .refused(Refusal(.priceAbsent)) }
    try checkPlacement(of: order, for: account, in: id, rules, market, markState)
    return id
  }

  /// What the age of the price allows, limits on orders and positions, and initial margin in the worst case.
  private func checkPlacement(
    of order: PlaceOrder, for id: AccountID, in market: MarketID, _ rules: MarketRules, _ current: Market,
    _ markState: Parameters.MarkState
  ) throws(StepFailure) {
    let (account, held) = try reading { () throws(StateAccessError) in
      let account = try state.accounts.read(id.index)
      return (account, try position(of: account, in: market))
    }
    var before = Position()
    before.market = market
    before.lossIndex = current.lossIndex
    if let held { before = held.position }
    guard state.parameters.permits(before.isOnlyReduced(by: order) ? .reduceRisk : .increaseRisk, when: markState)
    else {
      let age = state.clock.timestampMs - min(current.markTimeMs, state.clock.timestampMs)
      throw .refused(Refusal(.priceStale, limit: state.parameters.reportAgeLimitMs, found: age))
    }
    try checking { () throws(Refusal) in try rules.check(order) }
    var after = before
    switch order.side {
    case .buy: after.openBuys = after.openBuys.adding(order.quantity)
    case .sell: after.openSells = after.openSells.adding(order.quantity)
    }
    guard after.worstCase <= rules.positionMaximum || after.worstCase <= before.worstCase else {
      throw .refused(
        Refusal(.positionAboveMaximum, limit: rules.positionMaximum.lots, found: after.worstCase.lots))
    }
    guard account.openOrderCount < Account.openOrderLimit else {
      throw .refused(Refusal(.tooManyOpenOrders, limit: Account.openOrderLimit, found: account.openOrderCount))
    }
    guard !state.books[Int(market.rawValue)].isFull else {
      throw .refused(Refusal(.bookFull, limit: OrderBook.orderLimit, found: OrderBook.orderLimit))
    }
    let isReducing = after.worstCase <= before.worstCase
    let risk = try reading { () throws(StateAccessError) -> AccountRisk in
      var risk = try state.risk(of: account, without: held?.index)
      try state.count(after, into: &risk)
      return risk
    }
    guard isReducing || risk.equity >= risk.initialWithOrders else {
      throw .refused(
        Refusal(
          .insufficientMargin, limit: risk.initialWithOrders.notional(rounding: .up).atoms,
          found: risk.equity.notional(rounding: .down).atoms))
    }
  }
}

extension Position {
  /// Whether `order`, whole and beside all open orders of its side, could do nothing but make the position smaller.
  func isOnlyReduced(by order: PlaceOrder) -> Bool {
    let open = order.side == .buy ? openBuys : openSells
    guard size.side == order.side.opposite, open <= size.magnitude else { return false }
    return order.quantity <= size.magnitude.subtracting(open)
  }
}

extension MarketRules {
  /// Whether an order's price and quantity are ones that this market knows.
  public func check(_ order: PlaceOrder) throws(Refusal) {
    guard order.tick > 0, order.tick < Self.tickLimit else {
      throw Refusal(.tickOutOfRange, limit: Self.tickLimit, found: order.tick)
    }
    guard order.quantity >= orderMinimum else {
      throw Refusal(.quantityBelowMinimum, limit: orderMinimum.lots, found: order.quantity.lots)
    }
    guard order.quantity <= orderMaximum else {
      throw Refusal(.quantityAboveMaximum, limit: orderMaximum.lots, found: order.quantity.lots)
    }
  }
}
