import Ledger
import Margin
import Matching
import Merkle
import SSZ
import Units

extension SessionKey {
  /// Whether the key may sign `action`: its bit must be set, and that of every market it concerns; of a batch, those of
  /// every operation. What it may be worth is judged by `Execution.checkCap`.
  ///
  /// Cancelling in all markets needs the bits of all `marketCount` markets. The dead man's switch names no market, and
  /// needs none.
  func checkScope(of action: Action, marketCount: UInt64) throws(Refusal) {
    guard actions >> UInt32(action.selector) & 1 == 1 else {
      throw Refusal(.keyActionOutOfScope, limit: actions, found: action.selector)
    }
    switch action {
    case .place(let order): try checkScope(ofMarket: order.market)
    case .cancel(let cancel): try checkScope(ofMarket: cancel.market)
    case .amend(let amendment): try checkScope(ofMarket: amendment.market)
    case .cancelAll(let cancel) where cancel.market == CancelAll.allMarkets:
      let all = UInt64.max >> (UInt64(MarketRules.marketLimit) - marketCount)
      guard markets & all == all else { throw Refusal(.keyMarketOutOfScope, limit: markets, found: cancel.market) }
    case .cancelAll(let cancel): try checkScope(ofMarket: cancel.market)
    case .batch(let batch):
      for operation in batch.operations.elements {
        try checkScope(of: operation.action, marketCount: marketCount)
      }
    case .armDeadMan, .transfer, .withdraw, .setMarginMode, .addKey, .revokeKey: return
    }
  }

  private func checkScope(ofMarket market: UInt16) throws(Refusal) {
    guard market < MarketRules.marketLimit, markets >> UInt64(market) & 1 == 1 else {
      throw Refusal(.keyMarketOutOfScope, limit: markets, found: market)
    }
  }
}

extension Execution {
  /// Whether a session key may place or amend an order, by its notional cap: what the position and the open orders of
  /// that market can come to, with the order, must not be worth more at the mark.
  ///
  /// An order that does not enlarge that worst case is always allowed, and so is one that only reduces. Stops are not
  /// counted while they wait, so one that may enlarge the position counts as all that the market allows. An amendment
  /// that names its order by the client's name is judged as if the old order stayed. What the transition refuses anyway
  /// (an unknown market or order, a market without a mark) is left to it. Of a batch nothing is looked at here: each
  /// operation is, when its turn comes.
  func checkCap(of key: SessionKey, on action: Action, for cross: AccountID) throws(StepFailure) {
    guard key.notionalCap != .zero else { return }
    let notional = try reading { () throws(StateAccessError) in try enlargedNotional(by: action, for: cross) }
    guard let notional, notional > key.notionalCap else { return }
    throw .refused(Refusal(.keyNotionalAboveCap, limit: key.notionalCap.atoms, found: notional.atoms))
  }

  /// The same of an operation of a batch, when its turn comes. `transaction` is the one that holds the batch.
  func checkCap(
    of operation: Operation, in transaction: Transaction, for cross: AccountID
  ) throws(StepFailure) {
    let held = try reading { () throws(StateAccessError) in
      try state.sessionKey(of: try state.owners.read(transaction.owner.index), slot: transaction.keySlot)
    }
    if let held { try checkCap(of: held.key, on: operation.action, for: cross) }
  }

  /// What the worst case is worth with the order in `action`; nil if that is not more than without.
  private func enlargedNotional(by action: Action, for cross: AccountID) throws(StateAccessError) -> Notional? {
    guard let market = action.tradedMarket, market.index < state.markets.count,
      let mark = try state.markets.read(market.index).mark
    else { return nil }
    let id = try state.tradingAccount(of: cross, in: market)
    let before = try position(of: try state.accounts.read(id.index), in: market)?.position ?? Position()
    guard let after = try position(before, after: action, of: id, in: market), after.worstCase > before.worstCase
    else { return nil }
    return mark.notional(of: after.worstCase)
  }

  /// `before` with the open order that `action` asks for; nil if it asks for none that could enlarge the position.
  private func position(
    _ before: Position, after action: Action, of account: AccountID, in market: MarketID
  ) throws(StateAccessError) -> Position? {
    var after = before
    switch action {
    case .place(let order):
      guard !order.isReduceOnly else { return nil }
      after.claimOpen(order.side, order.isStop ? try positionMaximum(in: market) : order.quantity)
    case .amend(let amendment) where amendment.order.rawValue != 0:
      guard let resting = try state.books[state.books.place(of: market)].order(amendment.order)?.order,
        resting.account == account, !resting.terms.isReduceOnly
      else { return nil }
      try after.release(resting, resting.remaining)
      after.claimOpen(resting.side, resting.isCovered ? amendment.quantity : try positionMaximum(in: market))
    case .amend(let amendment):
      for side in Side.allCases { after.claimOpen(side, amendment.quantity) }
    default: return nil
    }
    return after
  }

  private func positionMaximum(in market: MarketID) throws(StateAccessError) -> Quantity {
    try state.rules.read(market.index).positionMaximum
  }
}

extension Action {
  /// Where it places an order; nil if it places none.
  fileprivate var tradedMarket: MarketID? {
    switch self {
    case .place(let order): MarketID(UInt32(order.market))
    case .amend(let amendment): MarketID(UInt32(amendment.market))
    default: nil
    }
  }
}

extension Position {
  /// `quantity` more is open on `side`: as much as any order may have, where a stranger asks for more than that.
  fileprivate mutating func claimOpen(_ side: Side, _ quantity: Quantity) {
    claim(side, min(quantity, Quantity(lots: Quantity.limit)))
  }
}
