import Ledger
import Margin
import Matching
import Merkle
import Units

extension State {
  /// What is wrong with the state as a whole: nil, unless there is a bug. O(everything), for tests and checkpoints.
  ///
  /// The running totals agree with a scan, money and collateral are conserved, as many lots are long as short, every
  /// book is in order, positions count the orders that rest, and every account is where its owner finds it.
  public func violation() throws(StateAccessError) -> String? {
    var scan = Scan()
    for (index, account) in accounts.known { try scan.count(account, at: index, in: self) }
    if scan.cash != totals.cash { return "cash is \(scan.cash.atoms), the totals say \(totals.cash.atoms)" }
    if scan.cost != totals.cost { return "cost is \(scan.cost.atoms), the totals say \(totals.cost.atoms)" }
    if scan.unsettledFunding != totals.unsettledFunding { return "unsettled funding disagrees with the totals" }
    if scan.unsettledLoss != totals.unsettledLoss { return "unsettled losses disagree with the totals" }
    if totals.imbalance != .zero { return "money is off by \(totals.imbalance.rawValue) millionths of an atom" }
    if let violation = collateralViolation(scan) { return violation }
    if let violation = scan.violation { return violation }
    if let violation = try completenessViolation() { return violation }
    if let violation = try deadManViolation() { return violation }
    if let violation = try ownershipViolation() { return violation }
    return try marketViolation(scan)
  }

  private func collateralViolation(_ scan: Scan) -> String? {
    guard scan.collateral == totals.collateral else {
      return "collateral is \(scan.collateral.lots) lots, the totals say \(totals.collateral.lots)"
    }
    guard totals.collateralWithdrawn.adding(totals.collateral) == totals.collateralDeposited else {
      return "collateral held and withdrawn is not what was deposited"
    }
    return nil
  }

  private func marketViolation(_ scan: Scan) throws(StateAccessError) -> String? {
    var residue = MicroAtoms.zero
    for (index, market) in markets.known {
      let longs = scan.longs[Int(index)]
      let shorts = scan.shorts[Int(index)]
      residue = residue.adding(market.residue)
      guard longs == shorts else { return "market \(index) has \(longs) lots long and \(shorts) short" }
      guard market.longs.lots == longs, market.shorts.lots == shorts else {
        return "market \(index) counts its open interest wrongly"
      }
      if let violation = try books[known: Int(index)].violation(clock: clock) { return "market \(index): \(violation)" }
      guard scan.orders[Int(index)] == Int(books[known: Int(index)].openOrderCount) else {
        return "market \(index) has orders that no position lists"
      }
    }
    return residue == totals.residue ? nil : "the markets' residues disagree with the totals"
  }
}

private struct Scan {
  var cash = Notional.zero
  var collateral = Quantity.zero
  var cost = Notional.zero
  var unsettledFunding = MicroAtoms.zero
  var unsettledLoss = MicroAtoms.zero
  var longs = [UInt64](repeating: 0, count: MarketRules.marketLimit)
  var shorts = [UInt64](repeating: 0, count: MarketRules.marketLimit)
  var orders = [Int](repeating: 0, count: MarketRules.marketLimit)
  var violation: String?

  mutating func count(_ account: Account, at index: UInt64, in state: State) throws(StateAccessError) {
    cash = cash.adding(account.cash)
    collateral = collateral.adding(account.collateral)
    var (link, lastMarket, openOrders) = (account.firstPosition, -1, 0)
    while let place = link.index {
      let position = try state.positions.read(place)
      let market = Int(position.market.rawValue)
      if position.account.index != index { violation = "position \(place) belongs to somebody else" }
      if market <= lastMarket { violation = "account \(index) lists its positions out of order" }
      if position.isUnused, !position.hasTriggers || !account.isTouched {
        violation = "account \(index) keeps an unused position"
      }
      cost = cost.adding(position.cost)
      let indices = try state.markets.read(position.market.index)
      unsettledFunding = unsettledFunding.adding(position.unsettledFunding(at: indices.fundingIndex))
      unsettledLoss = unsettledLoss.adding(position.unsettledLoss(at: indices.lossIndex))
      switch position.size.side {
      case .buy: longs[market] += position.size.magnitude.lots
      case .sell: shorts[market] += position.size.magnitude.lots
      case nil: if position.cost != .zero { violation = "a flat position has a cost" }
      }
      openOrders += try countOrders(of: position, at: place, in: state.books[known: market])
      (lastMarket, link) = (market, position.next)
    }
    if openOrders != Int(account.openOrderCount) { violation = "account \(index) counts its orders wrongly" }
  }

  private mutating func countOrders(
    of position: Position, at place: UInt64, in book: OrderBook
  ) throws(StateAccessError) -> Int {
    var (link, count) = (position.firstOrder, 0)
    var (buys, sells) = (UInt64(0), UInt64(0))
    while let slot = link.index {
      let order = try book.orders.read(slot)
      if UInt64(order.position) != place { violation = "order \(slot) belongs to another position" }
      switch order.side {
      case _ where !order.isCovered: break
      case .buy: buys += order.remaining.lots
      case .sell: sells += order.remaining.lots
      }
      count += 1
      link = order.accountNext
    }
    if buys != position.openBuys.lots || sells != position.openSells.lots {
      violation = "position \(place) counts its open orders wrongly"
    }
    orders[Int(position.market.rawValue)] += count
    return count
  }
}
