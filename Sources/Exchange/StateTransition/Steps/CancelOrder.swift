import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Takes one of the account's own orders out of the book.
  mutating func cancel(
    _ cancel: CancelOrder, for cross: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    let (resting, market) = try check(cancel, for: cross)
    try reading { () throws(StateAccessError) in
      try removeOrder(resting, in: market, into: &journal)
      finish(into: &journal)
    }
  }

  /// Whether an order may be cancelled by a sub-account; the order, and its market, if so.
  func check(
    _ cancel: CancelOrder, for cross: AccountID
  ) throws(StepFailure) -> (resting: RestingOrder, market: MarketID) {
    let market = try knownMarket(cancel.market)
    let (account, resting) = try reading { () throws(StateAccessError) in
      (try state.tradingAccount(of: cross, in: market), try state.books[Int(market.rawValue)].order(cancel.order))
    }
    guard let resting else {
      throw .refused(Refusal(.unknownOrder, limit: 0, found: cancel.order.rawValue))
    }
    guard resting.order.account == account else {
      throw .refused(Refusal(.notOrderOwner, limit: resting.order.account.rawValue, found: account.rawValue))
    }
    return (resting, market)
  }

  /// Cancels an order or a stop: takes it out, and says so.
  mutating func removeOrder(
    _ resting: RestingOrder, in market: MarketID, into journal: inout Journal
  ) throws(StateAccessError) {
    let rules = try state.rules.read(market.index)
    emit(
      .orderCancelled(resting.id, resting.order, in: market, at: rules.price(ofTick: resting.order.tick)),
      into: &journal)
    try takeOut(resting, in: market)
  }

  /// Takes an order or a stop out of the arena, with its share of the position's and the account's counts.
  mutating func takeOut(_ resting: RestingOrder, in market: MarketID) throws(StateAccessError) {
    var held = HeldPosition(
      index: UInt64(resting.order.position), position: try state.positions.read(UInt64(resting.order.position)))
    held.position.release(resting.order, resting.order.remaining)
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
