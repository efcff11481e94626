import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Begins to cancel all orders and stops of a cross bucket and its isolated accounts.
  mutating func startCancelling(_ account: AccountID) throws(StateAccessError) {
    work.kind = .cancelOrders
    work.account = account
    work.position = try state.accounts.read(account.index).firstPosition
  }

  /// Cancels one order; behind the last one goes on to the next position, or the next isolated account.
  mutating func cancelNext(into journal: inout Journal) throws(StateAccessError) {
    guard let index = work.position.index else {
      guard let next = try state.accounts.read(work.account.index).nextIsolated.index else {
        return finish(into: &journal)
      }
      return try startCancelling(AccountID(UInt32(next)))
    }
    let position = try state.positions.read(index)
    guard let slot = position.firstOrder.index else {
      work.position = position.next
      return
    }
    let order = try state.books[Int(position.market.rawValue)].orders.read(slot)
    if order.accountNext == .none { work.position = position.next }
    try removeOrder(RestingOrder(slot: slot, order: order), in: position.market, into: &journal)
  }
}
