import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// The order or stop of `account` that `id` names.
  func order(_ id: OrderID, of account: AccountID, in market: MarketID) throws(StepFailure) -> RestingOrder {
    let resting = try reading { () throws(StateAccessError) in try state.books[state.books.place(of: market)].order(id)
    }
    guard let resting else { throw .refused(Refusal(.unknownOrder, limit: 0, found: id.rawValue)) }
    guard resting.order.account == account else {
      throw .refused(Refusal(.notOrderOwner, limit: resting.order.account.rawValue, found: account.rawValue))
    }
    return resting
  }

  /// Begins to look for the newest order of `account` that its client named so.
  mutating func startFinding(
    _ clientID: UInt128, of account: AccountID, in market: MarketID
  ) throws(StepFailure) {
    guard clientID != 0 else { throw .refused(Refusal(.unknownOrder)) }
    work.kind = .findOrder
    work.account = account
    work.market = market
    work.clientID = clientID
  }

  /// FIND ORDER: looks at one order of the account, from the newest on. The one that is found is cancelled; or amended,
  /// if the frame says to which price.
  mutating func findNext(into journal: inout Journal) throws(StateAccessError) {
    guard let resting = try candidate(after: work.order, of: work.account, in: work.market) else {
      return try endOperation(Refusal(.unknownOrder, limit: 0, found: work.clientID), into: &journal)
    }
    guard resting.order.clientID == work.clientID else {
      work.order = resting.id
      return
    }
    do throws(StepFailure) {
      if work.tick == 0 {
        try cancel(resting, in: work.market, into: &journal)
      } else {
        try amend(resting, in: work.market, to: work.remaining, tick: work.tick, into: &journal)
      }
    } catch {
      try endOperation(try error.refusalOrThrow(), into: &journal)
    }
  }

  /// The account's order behind `last`, or its newest.
  private func candidate(
    after last: OrderID, of account: AccountID, in market: MarketID
  ) throws(StateAccessError) -> RestingOrder? {
    let orders = try state.books[state.books.place(of: market)].orders
    let link =
      if last.rawValue == 0 {
        try position(of: try state.accounts.read(account.index), in: market)?.position.firstOrder ?? .none
      } else {
        try orders.read(last.slot).accountNext
      }
    guard let slot = link.index else { return nil }
    return RestingOrder(slot: slot, order: try orders.read(slot))
  }

  /// The newest order that the client named so. For advice: it looks at all of them at once.
  func newestOrder(
    named clientID: UInt128, of account: AccountID, in market: MarketID
  ) throws(StepFailure) -> RestingOrder {
    let found = try reading { () throws(StateAccessError) -> RestingOrder? in
      guard clientID != 0 else { return nil }
      var resting = try candidate(after: OrderID(rawValue: 0), of: account, in: market)
      while let other = resting, other.order.clientID != clientID {
        resting = try candidate(after: other.id, of: account, in: market)
      }
      return resting
    }
    guard let found else { throw .refused(Refusal(.unknownOrder, limit: 0, found: clientID)) }
    return found
  }
}
