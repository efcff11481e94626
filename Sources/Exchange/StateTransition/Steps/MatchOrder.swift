import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// MATCH: the order in the frame meets one maker, or comes to its end.
  mutating func matchOne(into journal: inout Journal) throws(StateAccessError) {
    let maker = try state.books[state.books.place(of: work.market)].nextMaker(for: work.side, limit: work.tick)
    guard !work.remaining.isZero, let maker, !isJournalFull else { return try endOrder(into: &journal) }
    guard try !isOwn(maker) else { return try preventSelfTrade(with: maker, into: &journal) }
    let taker = try openPosition(of: work.account, in: work.market)
    switch try meet(maker, taker, into: &journal) {
    case .traded: return
    case .makerRefused: try closeIfUnused(taker)
    case .takerRefused(let cause):
      try closeIfUnused(taker)
      try endOrder(cancelling: cause, into: &journal)
    }
  }

  /// The events of one input are a bounded list; an order that fills it ends.
  ///
  /// Room stays for what may still follow: in every market a takeover, with what both sides settle of funding and of
  /// losses, and what settles it all; or the other operations of a batch, each of which ends with three events at most.
  var isJournalFull: Bool { work.events.count + Self.eventReserve >= MerkleFrontier<21>.capacity }

  /// Both 5 a market and 3 an operation fit in.
  public static let eventReserve: UInt64 = 1024

  /// What is left of the order rests or goes, and its receipt is written.
  ///
  /// - Parameter cause: why it may not rest, whatever its terms say; nil if they decide.
  mutating func endOrder(
    cancelling cause: CancellationCause? = nil, into journal: inout Journal
  ) throws(StateAccessError) {
    if !work.remaining.isZero {
      if work.terms.timeInForce == .fillOrKill {
        let filled = try work.lots.discounting(work.remaining)
        return try endOperation(.unfilled(work.lots, fillable: filled), into: &journal)
      }
      if cause == nil, try mayRest() {
        try restRemainder(into: &journal)
      } else {
        emit(
          .remainderCancelled(
            of: work.account, work.side, in: work.market, work.remaining, because: cause ?? .noCounterparty),
          into: &journal)
      }
    }
    try endOperation(into: &journal)
  }

  /// A reduce-only order with nothing left to reduce does not wait for a position to come.
  private func mayRest() throws(StateAccessError) -> Bool {
    switch work.terms.timeInForce {
    case .immediateOrCancel, .fillOrKill: return false
    case .goodTillCancelled, .postOnly: break
    }
    guard work.terms.isReduceOnly else { return true }
    let held = try position(of: try state.accounts.read(work.account.index), in: work.market)
    return held?.position.size.side == work.side.opposite
  }

  private mutating func restRemainder(into journal: inout Journal) throws(StateAccessError) {
    var held = try openPosition(of: work.account, in: work.market)
    var order = Order()
    order.account = work.account
    order.position = UInt32(held.index)
    order.side = work.side
    order.tick = work.tick
    order.terms = work.terms
    order.expiryMs = work.expiryMs
    order.remaining = work.remaining
    order.clientID = work.clientID
    let resting = try state.books[state.books.place(of: work.market)].rest(
      order, first: &held.position.firstOrder, clock: state.clock)
    held.position.claim(order)
    try state.positions.write(held.position, at: held.index)
    var account = try state.accounts.read(work.account.index)
    try account.openOrderCount.countUp()
    try state.accounts.write(account, at: work.account.index)
    let price = try state.rules.read(work.market.index).price(ofStoredTick: work.tick)
    emit(.orderRested(resting.id, resting.order, in: work.market, at: price), into: &journal)
  }
}
