import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Takes one of a sub-account's own orders or stops out. One that goes by its client's name is looked for first.
  mutating func cancel(
    _ cancel: CancelOrder, for cross: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    let (account, market) = try check(cancel, for: cross)
    guard cancel.order.rawValue == 0 else {
      return try self.cancel(try order(cancel.order, of: account, in: market), in: market, into: &journal)
    }
    try startFinding(cancel.clientID, of: account, in: market)
  }

  /// Who trades the market that a cancellation names.
  func check(
    _ cancel: CancelOrder, for cross: AccountID
  ) throws(StepFailure) -> (account: AccountID, market: MarketID) {
    let market = try knownMarket(cancel.market)
    return (try reading { () throws(StateAccessError) in try state.tradingAccount(of: cross, in: market) }, market)
  }

  mutating func cancel(
    _ resting: RestingOrder, in market: MarketID, into journal: inout Journal
  ) throws(StepFailure) {
    try reading { () throws(StateAccessError) in
      try removeOrder(resting, in: market, because: .requested, into: &journal)
      try endOperation(into: &journal)
    }
  }

  /// Cancels an order or a stop: takes it out, and says so.
  mutating func removeOrder(
    _ resting: RestingOrder, in market: MarketID, because cause: CancellationCause, into journal: inout Journal
  ) throws(StateAccessError) {
    let price = try state.rules.read(market.index).price(ofStoredTick: resting.order.tick)
    emit(.orderCancelled(resting.id, resting.order, in: market, at: price, because: cause), into: &journal)
    try takeOut(resting, in: market)
  }

  /// Takes an order or a stop out of the arena, with its share of the position's and the account's counts.
  mutating func takeOut(_ resting: RestingOrder, in market: MarketID) throws(StateAccessError) {
    var held = HeldPosition(
      index: UInt64(resting.order.position), position: try state.positions.read(UInt64(resting.order.position)))
    try held.position.release(resting.order, resting.order.remaining)
    try unrest(resting, in: market, &held.position)
    try state.positions.write(held.position, at: held.index)
    try closeIfUnused(held)
  }

  /// Takes an order out of the book and off its account's count.
  mutating func unrest(
    _ resting: RestingOrder, in market: MarketID, _ position: inout Position
  ) throws(StateAccessError) {
    try state.books[state.books.place(of: market)].remove(resting, first: &position.firstOrder)
    var account = try state.accounts.read(position.account.index)
    try account.openOrderCount.countDown()
    try state.accounts.write(account, at: position.account.index)
  }
}
