import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Begins to cancel all orders and stops of a sub-account, in one market or in all.
  mutating func cancelAll(_ cancel: CancelAll, for cross: AccountID) throws(StepFailure) {
    let market = try check(cancel)
    try reading { () throws(StateAccessError) in try startCancelling(cross, in: market) }
  }

  /// The market that is meant; nil for all.
  func check(_ cancel: CancelAll) throws(StepFailure) -> MarketID? {
    cancel.market == CancelAll.allMarkets ? nil : try knownMarket(cancel.market)
  }

  /// Begins to cancel all orders and stops of a cross bucket and its isolated accounts: in one market, or in all.
  mutating func startCancelling(_ cross: AccountID, in market: MarketID? = nil) throws(StateAccessError) {
    work.kind = .cancelOrders
    work.account = cross
    work.market = market ?? Self.allMarkets
    guard let market else {
      work.position = try state.accounts.read(cross.index).firstPosition
      return
    }
    work.account = try state.tradingAccount(of: cross, in: market)
    let held = try position(of: try state.accounts.read(work.account.index), in: market)
    work.position = held.map { Link($0.index) } ?? .none
  }

  /// In the frame, what stands for a market where all are meant.
  private static let allMarkets = MarketID(UInt32(CancelAll.allMarkets))

  /// CANCEL ORDERS: cancels one order; behind the last one goes on to the next position, or the next isolated account.
  mutating func cancelNext(into journal: inout Journal) throws(StateAccessError) {
    let isEverywhere = work.market == Self.allMarkets
    guard let index = work.position.index else {
      guard isEverywhere, let next = try state.accounts.read(work.account.index).nextIsolated.index else {
        return finish(into: &journal)
      }
      return try startCancelling(AccountID(UInt32(next)))
    }
    let position = try state.positions.read(index)
    let next = isEverywhere ? position.next : .none
    guard let slot = position.firstOrder.index else {
      work.position = next
      return
    }
    let order = try state.books[state.books.place(of: position.market)].orders.read(slot)
    if order.accountNext == .none { work.position = next }
    let cause: CancellationCause = work.source == .timer ? .deadMan : .requested
    try removeOrder(RestingOrder(slot: slot, order: order), in: position.market, because: cause, into: &journal)
  }
}
