import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Takes one of the account's own orders out of the book.
  mutating func cancel(
    _ cancel: CancelOrder, for account: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    let (resting, market) = try check(cancel, for: account)
    try reading { () throws(StateAccessError) in
      try removeOrder(resting, in: market, into: &journal)
      finish(into: &journal)
    }
  }

  /// Whether an order may be cancelled by the account; the order, and its market, if so.
  func check(
    _ cancel: CancelOrder, for account: AccountID
  ) throws(StepFailure) -> (resting: RestingOrder, market: MarketID) {
    let market = MarketID(UInt32(cancel.market))
    guard market.index < state.markets.count else {
      throw .refused(Refusal(.unknownMarket, limit: state.markets.count, found: cancel.market))
    }
    let resting = try reading { () throws(StateAccessError) in
      try state.books[Int(market.rawValue)].order(cancel.order)
    }
    guard let resting else {
      throw .refused(Refusal(.unknownOrder, limit: 0, found: cancel.order.rawValue))
    }
    guard resting.order.account == account else {
      throw .refused(Refusal(.notOrderOwner, limit: resting.order.account.rawValue, found: account.rawValue))
    }
    return (resting, market)
  }

  /// Takes an order out of the book, with its share of the position's and the account's counts.
  mutating func removeOrder(
    _ resting: RestingOrder, in market: MarketID, into journal: inout Journal
  ) throws(StateAccessError) {
    let rules = try state.rules.read(market.index)
    emit(
      .orderCancelled(resting.id, resting.order, in: market, at: rules.price(ofTick: resting.order.tick)),
      into: &journal)
    var held = HeldPosition(
      index: UInt64(resting.order.position), position: try state.positions.read(UInt64(resting.order.position)))
    held.position.releaseOpen(resting.order.side, resting.order.remaining)
    try unrest(resting, in: market, &held.position)
    try state.positions.write(held.position, at: held.index)
    try closeIfUnused(held)
  }

  /// Takes an order out of the book and off its account's count.
  mutating func unrest(
    _ resting: RestingOrder, in market: MarketID, _ position: inout Position
  ) throws(StateAccessError) {
    try state.books[Int(market.rawValue)].remove(resting, first: &position.firstOrder)
    var account = try state.accounts.read(position.account.index)
    account.openOrderCount -= 1
    try state.accounts.write(account, at: position.account.index)
  }
}

extension Position {
  /// `quantity` of an order on `side` is no longer open.
  mutating func releaseOpen(_ side: Side, _ quantity: Quantity) {
    switch side {
    case .buy: openBuys = openBuys.subtracting(quantity)
    case .sell: openSells = openSells.subtracting(quantity)
    }
  }
}
