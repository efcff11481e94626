import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// TIMER: looks at one order whose end may have passed, or at one dead man's switch.
  ///
  /// The cursor counts the markets; behind them stand the switches of all accounts. What is not due yet, but registered
  /// under the key of the present time, waits on (see `TimerKey`).
  mutating func fireTimer(into journal: inout Journal) throws(StateAccessError) {
    guard building.cursor < state.markets.count else { return try fireDeadMan(into: &journal) }
    try expireOrder(in: MarketID(UInt32(building.cursor)), into: &journal)
  }

  /// An order or a stop goes once its last millisecond has passed.
  private mutating func expireOrder(in market: MarketID, into journal: inout Journal) throws(StateAccessError) {
    let book = try state.books.place(of: market)
    guard let resting = try state.books[book].nextExpiring(at: state.clock) else { return advance() }
    guard resting.order.expiryMs < state.clock.timestampMs else {
      return try state.books[book].postponeExpiry(of: resting, at: state.clock)
    }
    startWork(.timer, market.index)
    let price = try state.rules.read(market.index).price(ofStoredTick: resting.order.tick)
    emit(.orderExpired(resting.id, resting.order, in: market, at: price), into: &journal)
    try takeOut(resting, in: market)
    finish(into: &journal)
  }

  /// A switch fires at its deadline: it is off then, and the orders of the account go, one a step.
  private mutating func fireDeadMan(into journal: inout Journal) throws(StateAccessError) {
    guard let due = try state.nextDeadMan() else { return advance() }
    guard due.trigger.value <= state.clock.timestampMs else {
      return try state.accountQueues.deadMen.postpone(
        due.number, due.trigger, at: state.clock, .account(.deadMan), in: &state.accountTriggers)
    }
    let id = AccountID(UInt32(due.number))
    startWork(.timer, due.number)
    emit(.deadManFired(id, deadlineMs: due.trigger.value), into: &journal)
    try state.setDeadMan(of: id, to: 0)
    try startCancelling(id)
  }
}
