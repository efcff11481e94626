import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// One step down the ladder: cancel orders → convert collateral → close through the book → insurance takes over →
  /// deleverage winners → settle.
  mutating func liquidateOn(into journal: inout Journal) throws(StateAccessError) {
    switch work.rung {
    case .cancelOrders: try cancelNextOrder(into: &journal)
    case .convert: try convertCollateral(into: &journal)
    case .choosePosition: try choosePosition(into: &journal)
    case .close: try closeAgainstBook(into: &journal)
    case .takeOver: try takeOverNext(into: &journal)
    case .deleverage: try deleverageNext(into: &journal)
    case .settle: try settleDebt(into: &journal)
    }
  }

  /// Cancels one open order; once there is none, collateral is converted.
  private mutating func cancelNextOrder(into journal: inout Journal) throws(StateAccessError) {
    guard let index = work.position.index else {
      work.rung = .convert
      return
    }
    let position = try state.positions.read(index)
    guard let slot = position.firstOrder.index else {
      work.position = position.next
      return
    }
    let order = try state.books[state.books.place(of: position.market)].orders.read(slot)
    let isLast = order.accountNext == .none
    if isLast { work.position = position.next }
    try removeOrder(RestingOrder(slot: slot, order: order), in: position.market, because: .liquidation, into: &journal)
  }

  /// The backstop buys so much collateral as cures the account, at a discount.
  private mutating func convertCollateral(into journal: inout Journal) throws(StateAccessError) {
    work.rung = .choosePosition
    work.position = try state.accounts.read(work.account.index).firstPosition
    let balance = try state.accounts.read(work.account.index).collateral
    let backstop = Owner.Reserved.backstop.account
    guard let price = state.collateral.price,
      let conversion = Conversion(
        try state.risk(of: work.account), of: balance, at: price, state.parameters.collateral,
        target: state.parameters.ladder.targetShare, funds: try state.accounts.read(backstop.index).cash)
    else { return }
    try sellCollateral(conversion.lots, for: conversion.payment, to: backstop, at: price, into: &journal)
  }

  /// `lots` of the account's collateral for `payment` out of a reserved account.
  mutating func sellCollateral(
    _ lots: Quantity, for payment: Notional, to buyer: AccountID, at price: Price, into journal: inout Journal
  ) throws(StateAccessError) {
    var account = try state.accounts.read(work.account.index)
    account.collateral = account.collateral.subtracting(lots)
    try state.accounts.write(account, at: work.account.index)
    var other = try state.accounts.read(buyer.index)
    other.collateral = other.collateral.adding(lots)
    try state.accounts.write(other, at: buyer.index)
    try changeCash(of: buyer, by: payment.negated)
    try changeCash(of: work.account, by: payment)
    emit(.collateralConverted(lots, of: work.account, to: buyer, at: price, for: payment), into: &journal)
  }

  /// Gives the next position its limit price; behind the last one, decides how the ladder goes on.
  private mutating func choosePosition(into journal: inout Journal) throws(StateAccessError) {
    let risk = try state.risk(of: work.account)
    guard !risk.isAtOrAboveTarget(state.parameters.ladder.targetShare) else { return try leaveQueue(into: &journal) }
    guard let index = work.position.index else { return try decide(risk, into: &journal) }
    let position = try state.positions.read(index)
    work.position = position.next
    let market = try state.markets.read(position.market.index)
    let rules = try state.rules.read(position.market.index)
    guard let side = position.size.side, let mark = market.mark,
      let tick = LiquidationLimit.worstTick(closing: position, of: risk, rules: rules, mark: mark)
    else { return }
    work.rung = .close
    work.market = position.market
    work.side = side.opposite
    work.tick = tick
    work.remaining = position.size.magnitude
  }

  /// The book has given what it gives. At or above maintenance the account is let go; above close-out it waits for
  /// buyers; below, the insurance takes it.
  private mutating func decide(_ risk: AccountRisk, into journal: inout Journal) throws(StateAccessError) {
    if risk.isAtOrAboveMaintenance { return try leaveQueue(into: &journal) }
    if risk.isAtOrAboveCloseOut, risk.equity >= .zero { return try pauseLiquidation(into: &journal) }
    work.rung = .takeOver
    work.position = try state.accounts.read(work.account.index).firstPosition
  }

  /// The position meets one maker at the limit or better, for as much as brings the account to its target.
  private mutating func closeAgainstBook(into journal: inout Journal) throws(StateAccessError) {
    let account = try state.accounts.read(work.account.index)
    let maker = try state.books[state.books.place(of: work.market)].nextMaker(for: work.side, limit: work.tick)
    guard !work.remaining.isZero, let maker, !isJournalFull, let held = try position(of: account, in: work.market),
      let needed = try lotsToTarget(closing: held, of: account, against: maker)
    else {
      work.rung = .choosePosition
      return
    }
    work.remaining = min(work.remaining, needed)
    let before = work.remaining
    _ = try meet(maker, held, into: &journal)
    let closed = before.subtracting(work.remaining)
    // The account is read anew: where the trade has closed its first position, it begins with another.
    let left = try position(of: try state.accounts.read(work.account.index), in: work.market)
    work.remaining = left?.position.size.magnitude ?? .zero
    guard !closed.isZero else { return }
    let price = try state.rules.read(work.market.index).price(ofStoredTick: maker.order.tick)
    try chargeLiquidationFee(on: price.notional(of: closed), into: &journal)
  }

  /// How many lots must be closed at the maker's price to bring the account to its target, the fee included; all, if
  /// that does not suffice. Nil if it is there already.
  ///
  /// What closing adds is a straight line as long as the rest stays in one tier, so the first quantity that suffices is found
  /// by bisection, stretch by stretch. A lot of a low tier may cost more than it frees: closing all can be worse than
  /// closing a part.
  private func lotsToTarget(
    closing held: HeldPosition, of account: Account, against maker: RestingOrder
  ) throws(StateAccessError) -> Quantity? {
    let ladder = state.parameters.ladder
    let (rules, market) = (try state.rules.read(work.market.index), try state.markets.read(work.market.index))
    let price = try rules.price(ofStoredTick: maker.order.tick)
    let mark = try market.markOfOpenPosition()
    let others = try state.risk(of: account, without: held.index)
    let side = work.side
    func reachesTarget(_ quantity: Quantity) -> Bool {
      let fill = PositionFill(held.position, in: market, side, quantity, at: price)
      var risk = others.adding(cash: fill.cashChange)
      risk.add(fill.position, rules, market)
      let fee = ladder.fee(on: price.notional(of: quantity), of: risk)
      return risk.adding(cash: fee.negated).isAtOrAboveTarget(ladder.targetShare)
    }
    guard !reachesTarget(.zero) else { return nil }
    let stretches = rules.stretches(closing: held.position.size.magnitude, at: mark)
    return Bisection.first(inStretchesTo: stretches, where: reachesTarget)
  }

  /// Part of what a close through the book leaves over goes to the insurance, which bears the others.
  private mutating func chargeLiquidationFee(
    on notional: Notional, into journal: inout Journal
  ) throws(StateAccessError) {
    let fee = state.parameters.ladder.fee(on: notional, of: try state.risk(of: work.account))
    guard fee > .zero else { return }
    try changeCash(of: work.account, by: fee.negated)
    try changeCash(of: Owner.Reserved.insurance.account, by: fee)
    emit(.liquidationFeePaid(fee, by: work.account, in: work.market), into: &journal)
  }
}
