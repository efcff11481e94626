import Ledger
import Merkle
import Units

/// What an agent has: its worth, and what it holds in each market.
struct Standing: Equatable, Sendable {
  /// At the marks. Socialised losses that are not settled yet are left out: an agent may err.
  var equity = Notional.zero
  /// One for each market, by number.
  var holdings: [Holding]
}

/// An agent's position and orders in one market.
struct Holding: Equatable, Sendable {
  var size = SignedQuantity.zero
  /// `size × mark − cost`.
  var profit = Notional.zero
  var openBuys = Quantity.zero
  var openSells = Quantity.zero
  /// Newest first.
  var orders: [RestingOrder] = []

  /// How many lots more an order on `side` may have. Counted as if the position were on that side, which errs to the
  /// careful side for those who reduce.
  func room(_ side: Side, in rules: MarketRules) -> UInt64 {
    let taken = size.magnitude.lots + (side == .buy ? openBuys : openSells).lots
    return rules.positionMaximum.lots > taken ? rules.positionMaximum.lots - taken : 0
  }
}

/// An order of an agent's in a book.
struct RestingOrder: Equatable, Sendable {
  let id: OrderID
  let side: Side
  let tick: UInt32
  let remaining: Quantity
}

extension State {
  /// - Precondition: the account exists.
  func standing(of account: AccountID) -> Standing {
    known { state throws(StateAccessError) in
      let record = try state.accounts.read(account.index)
      var standing = Standing(
        equity: record.cash, holdings: Array(repeating: Holding(), count: Int(state.markets.count)))
      var link = record.firstPosition
      while let index = link.index {
        let position = try state.positions.read(index)
        let holding = try state.holding(position)
        standing.equity = standing.equity.adding(holding.profit)
        standing.holdings[Int(position.market.rawValue)] = holding
        link = position.next
      }
      return standing
    }
  }

  private func holding(_ position: Position) throws(StateAccessError) -> Holding {
    var holding = Holding(size: position.size, openBuys: position.openBuys, openSells: position.openSells)
    if let mark = try markets.read(position.market.index).mark {
      holding.profit = mark.value(of: position.size).subtracting(position.cost)
    }
    let orders = books[Int(position.market.rawValue)].orders
    var link = position.firstOrder
    while let slot = link.index {
      let order = try orders.read(slot)
      holding.orders.append(
        RestingOrder(
          id: OrderID(slot: slot, sequence: order.sequence), side: order.side, tick: order.tick,
          remaining: order.remaining))
      link = order.accountNext
    }
    return holding
  }
}
