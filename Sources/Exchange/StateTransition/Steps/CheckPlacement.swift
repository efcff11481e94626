import Ledger
import Margin
import Matching
import Merkle
import Units

/// What an order is judged by: who trades it, where, and what the account holds there before.
struct Placement {
  let id: AccountID
  let market: MarketID
  let account: Account
  let rules: MarketRules
  let current: Market
  /// Whether it takes the place of another, which counts as gone.
  let isReplacement: Bool
  /// The account's position in the market, by place; nil where it has none.
  let index: UInt64?
  /// The same, with an empty one where it has none.
  let before: Position
}

extension Execution {
  /// Whether an order may be placed now, and what follows from it. The checks are in the order of their numbers.
  ///
  /// - Parameter replaced: a resting order of the account that counts as gone.
  func check(
    _ order: PlaceOrder, for cross: AccountID, replacing replaced: Order? = nil
  ) throws(StepFailure) -> Placement {
    let market = try knownMarket(order.market)
    let placement = try reading { () throws(StateAccessError) in
      try readPlacement(for: cross, in: market, without: replaced)
    }
    try checkMark(of: placement, order)
    try checking { () throws(Refusal) in try placement.rules.check(order) }
    try checkLimits(of: placement, order)
    try checkMargin(of: placement, order)
    try checkTerms(of: placement, order)
    return placement
  }

  func knownMarket(_ number: UInt16) throws(StepFailure) -> MarketID {
    let market = MarketID(UInt32(number))
    guard market.index < state.markets.count else {
      throw .refused(Refusal(.unknownMarket, limit: state.markets.count, found: number))
    }
    return market
  }

  func readPlacement(
    for cross: AccountID, in market: MarketID, without replaced: Order? = nil
  ) throws(StateAccessError) -> Placement {
    let id = try state.tradingAccount(of: cross, in: market)
    var account = try state.accounts.read(id.index)
    let held = try position(of: account, in: market)
    let current = try state.markets.read(market.index)
    var before = held?.position ?? Position(in: market, current)
    if let replaced {
      try account.openOrderCount.countDown()
      try before.release(replaced, replaced.remaining)
    }
    return Placement(
      id: id, market: market, account: account, rules: try state.rules.read(market.index), current: current,
      isReplacement: replaced != nil, index: held?.index, before: before)
  }

  /// There must be a mark, and its age must permit what the order may do.
  private func checkMark(of placement: Placement, _ order: PlaceOrder) throws(StepFailure) {
    let (market, timestampMs) = (placement.current, state.clock.timestampMs)
    let markState = state.parameters.markState(of: market, at: timestampMs)
    guard markState != .absent else { throw .refused(Refusal(.priceAbsent)) }
    let action: Parameters.Action = placement.before.isOnlyReduced(by: order) ? .reduceRisk : .increaseRisk
    guard state.parameters.permits(action, when: markState) else {
      let age = timestampMs - min(market.markTimeMs, timestampMs)
      throw .refused(Refusal(.priceStale, limit: state.parameters.reportAgeLimitMs, found: age))
    }
  }

  /// Bounds on the position, and room.
  private func checkLimits(of placement: Placement, _ order: PlaceOrder) throws(StepFailure) {
    let (maximum, worstCase) = (placement.rules.positionMaximum, placement.after(order).worstCase)
    guard worstCase <= maximum || worstCase <= placement.before.worstCase else {
      throw .refused(Refusal(.positionAboveMaximum, limit: maximum.lots, found: worstCase.lots))
    }
    try checkRoom(of: placement)
  }

  /// Bounds on the account's orders, and on all of the book's.
  func checkRoom(of placement: Placement) throws(StepFailure) {
    let count = placement.account.openOrderCount
    guard count < Account.openOrderLimit else {
      throw .refused(Refusal(.tooManyOpenOrders, limit: Account.openOrderLimit, found: count))
    }
    let isFull = try reading { () throws(StateAccessError) in
      try state.books[state.books.place(of: placement.market)].isFull
    }
    guard placement.isReplacement || !isFull else {
      throw .refused(Refusal(.bookFull, limit: OrderBook.orderLimit, found: OrderBook.orderLimit))
    }
  }

  /// Initial margin must cover the worst case, unless the order does not enlarge that of its market.
  private func checkMargin(of placement: Placement, _ order: PlaceOrder) throws(StepFailure) {
    let after = placement.after(order)
    guard after.worstCase > placement.before.worstCase else { return }
    let risk = try reading { () throws(StateAccessError) -> AccountRisk in
      var risk = try state.risk(of: placement.account, without: placement.index)
      try state.count(after, into: &risk)
      return risk
    }
    guard risk.isAtOrAboveInitialWithOrders else {
      throw .refused(
        Refusal(
          .insufficientMargin, limit: risk.initialWithOrders.notional(rounding: .up).atoms,
          found: risk.initialEquity.notional(rounding: .down).atoms))
    }
  }
}

extension Execution {
  /// What the order's own terms ask of the book and of the position.
  private func checkTerms(of placement: Placement, _ order: PlaceOrder) throws(StepFailure) {
    if order.timeInForce == .postOnly {
      let best = try reading { () throws(StateAccessError) in
        try state.books[state.books.place(of: placement.market)].bestTick(of: order.side.opposite)
      }
      if let best, order.side == .buy ? best <= order.tick : best >= order.tick {
        throw .refused(Refusal(.postOnlyWouldTrade, limit: best, found: order.tick))
      }
    }
    guard !order.isReduceOnly || placement.before.size.side == order.side.opposite else {
      throw .refused(Refusal(.reduceOnlyWouldIncrease, limit: 0, found: order.quantity.lots))
    }
  }
}

extension Placement {
  /// The position with the order open beside the others.
  fileprivate func after(_ order: PlaceOrder) -> Position {
    var after = before
    if !order.isReduceOnly { after.claim(order.side, order.quantity) }
    return after
  }
}

extension Position {
  /// What an account holds that holds nothing there.
  fileprivate init(in market: MarketID, _ current: Market) {
    self.init()
    self.market = market
    fundingIndex = current.fundingIndex
    lossIndex = current.lossIndex
  }

  /// Whether `order` could do nothing but make the position smaller: by its terms, or because it fits into the position,
  /// whole and beside all open orders of its side.
  func isOnlyReduced(by order: PlaceOrder) -> Bool {
    if order.isReduceOnly { return true }
    let open = order.side == .buy ? openBuys : openSells
    guard size.side == order.side.opposite, open <= size.magnitude else { return false }
    return order.quantity <= size.magnitude.subtracting(open)
  }
}

extension MarketRules {
  /// Whether an order's price and quantity are ones that this market knows.
  public func check(_ order: PlaceOrder) throws(Refusal) { try check(tick: order.tick, quantity: order.quantity) }

  func check(tick: UInt32, quantity: Quantity) throws(Refusal) {
    guard tick > 0, tick < Self.tickLimit else {
      throw Refusal(.tickOutOfRange, limit: Self.tickLimit, found: tick)
    }
    guard quantity >= orderMinimum else {
      throw Refusal(.quantityBelowMinimum, limit: orderMinimum.lots, found: quantity.lots)
    }
    guard quantity <= orderMaximum else {
      throw Refusal(.quantityAboveMaximum, limit: orderMaximum.lots, found: quantity.lots)
    }
  }
}
