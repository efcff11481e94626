import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// LIQUIDATE: looks at one account, and begins to liquidate it if it is below maintenance.
  ///
  /// A scan over all accounts, in order: nobody can be left out. Whoever finds candidates in a cheaper way replaces
  /// this function and nothing else.
  mutating func examineAccount(into journal: inout Journal) throws(StateAccessError) {
    let id = AccountID(UInt32(building.cursor))
    advance()
    guard Owner.Reserved(rawValue: id.rawValue) == nil else { return }
    let account = try state.accounts.read(id.index)
    guard account.firstPosition != .none else { return }
    let risk = try state.risk(of: account, without: nil)
    guard !risk.isAtOrAboveMaintenance, try mayLiquidate(account) else { return }
    startWork(.liquidation, UInt64(id.rawValue))
    work.kind = .liquidate
    work.rung = .cancelOrders
    work.account = id
    work.position = account.firstPosition
    emit(.liquidationBegan(id, equity: risk.equity.notional(rounding: .down)), into: &journal)
  }

  /// Nobody is liquidated at a price that the parameters call too old for it.
  private func mayLiquidate(_ account: Account) throws(StateAccessError) -> Bool {
    var link = account.firstPosition
    while let index = link.index {
      let position = try state.positions.read(index)
      let market = try state.markets.read(position.market.index)
      let markState = state.parameters.markState(of: market, at: state.clock.timestampMs)
      if !position.size.isZero, !state.parameters.permits(.liquidate, when: markState) { return false }
      link = position.next
    }
    return true
  }

  /// One step down the ladder: cancel orders → close through the book → insurance takes over → settle.
  mutating func liquidateOn(into journal: inout Journal) throws(StateAccessError) {
    switch work.rung {
    case .cancelOrders: try cancelNextOrder(into: &journal)
    case .choosePosition: try choosePosition(into: &journal)
    case .close: try closeAgainstBook(into: &journal)
    case .takeOver: try takeOverNext(into: &journal)
    case .settle: try settleWithInsurance(into: &journal)
    case .convert, .deleverage: work.rung = .choosePosition
    }
  }

  /// Cancels one open order; once there is none, closing begins.
  private mutating func cancelNextOrder(into journal: inout Journal) throws(StateAccessError) {
    guard let index = work.position.index else { return try beginClosing() }
    let position = try state.positions.read(index)
    guard let slot = position.firstOrder.index else {
      work.position = position.next
      return
    }
    let order = try state.books[Int(position.market.rawValue)].orders.read(slot)
    let isLast = order.accountNext == .none
    if isLast { work.position = position.next }
    try removeOrder(RestingOrder(slot: slot, order: order), in: position.market, into: &journal)
  }

  private mutating func beginClosing() throws(StateAccessError) {
    work.rung = .choosePosition
    work.position = try state.accounts.read(work.account.index).firstPosition
  }

  /// Gives the next position its limit price; behind the last one, decides how the ladder goes on.
  private mutating func choosePosition(into journal: inout Journal) throws(StateAccessError) {
    let risk = try state.risk(of: work.account)
    guard !risk.isAtOrAboveInitial else { return finish(into: &journal) }
    guard let index = work.position.index else { return try decideTakeover(risk, into: &journal) }
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

  /// The position meets one maker at the limit or better; it ends when the account is back at initial margin.
  private mutating func closeAgainstBook(into journal: inout Journal) throws(StateAccessError) {
    let account = try state.accounts.read(work.account.index)
    let risk = try state.risk(of: account, without: nil)
    let maker = try state.books[Int(work.market.rawValue)].nextMaker(for: work.side, limit: work.tick)
    guard !risk.isAtOrAboveInitial, !work.remaining.isZero, let maker, !isJournalFull,
      let held = try position(of: account, in: work.market)
    else {
      work.rung = .choosePosition
      return
    }
    _ = try meet(maker, held, into: &journal)
  }

  /// Between close-out and maintenance, what found no buyer waits for the next block; below, the insurance takes it.
  private mutating func decideTakeover(_ risk: AccountRisk, into journal: inout Journal) throws(StateAccessError) {
    guard !risk.isAtOrAboveCloseOut || risk.equity < .zero else { return finish(into: &journal) }
    work.rung = .takeOver
    work.position = try state.accounts.read(work.account.index).firstPosition
  }

  /// The insurance takes one position over at the mark; behind the last one, the rest is settled.
  private mutating func takeOverNext(into journal: inout Journal) throws(StateAccessError) {
    guard let index = work.position.index else {
      work.rung = .settle
      return
    }
    let held = HeldPosition(index: index, position: try state.positions.read(index))
    let market = held.position.market
    work.position = held.position.next
    guard let side = held.position.size.side, let mark = try state.markets.read(market.index).mark else { return }
    let quantity = held.position.size.magnitude
    work.lossMarket = market
    emit(.takenOver(work.account, side, in: market, quantity, at: mark), into: &journal)
    let closing = try plan(held, side.opposite, quantity, at: mark)
    try carryOut(closing, as: closing.fill.position)
    try closeIfUnused(HeldPosition(index: index, position: closing.fill.position))
    let insurance = try openPosition(of: Owner.Reserved.insurance.account, in: market)
    let taking = try plan(insurance, side, quantity, at: mark)
    try carryOut(taking, as: taking.fill.position)
    try closeIfUnused(HeldPosition(index: insurance.index, position: taking.fill.position))
  }

  /// What the account has left goes to the insurance, which now bears its risk; what it owes the insurance pays, as
  /// far as its equity reaches, and all other positions of the last market bear the rest.
  private mutating func settleWithInsurance(into journal: inout Journal) throws(StateAccessError) {
    let cash = try state.accounts.read(work.account.index).cash
    let insurance = Owner.Reserved.insurance.account
    let capacity = max(try state.risk(of: insurance).equity.notional(rounding: .down), .zero)
    let shortfall = max(cash.negated.subtracting(capacity), .zero)
    let socialised = try socialise(shortfall)
    let moved = cash.negated.subtracting(socialised)
    try changeCash(of: work.account, by: cash.negated)
    try changeCash(of: insurance, by: moved.negated)
    if moved != .zero { emit(.insuranceMoved(moved, to: work.account), into: &journal) }
    if socialised != .zero {
      emit(.lossSocialised(socialised, of: work.account, in: work.lossMarket), into: &journal)
    }
    finish(into: &journal)
  }

  /// Charges `loss` to every position of the market but the insurance's, by size, through the loss index.
  ///
  /// `ΔL = ceil(loss / Σ|size|)` in micro-atoms a lot; what the rounding charges too much is residue.
  /// - Returns: what was charged: all of it, or nothing where nobody else holds a position.
  private mutating func socialise(_ loss: Notional) throws(StateAccessError) -> Notional {
    guard loss > .zero else { return .zero }
    let id = work.lossMarket
    let own = try settleInsurance(in: id)
    var market = try state.markets.read(id.index)
    let lots = Int128(market.longs.lots) + Int128(market.shorts.lots) - Int128(own?.position.size.magnitude.lots ?? 0)
    guard lots > 0 else { return .zero }
    let charge = MicroAtoms(loss)
    let increase = MicroAtoms(rawValue: charge.rawValue.divided(by: lots, rounding: .up))
    let residue = MicroAtoms(rawValue: increase.rawValue * lots).subtracting(charge)
    market.lossIndex = market.lossIndex.adding(increase)
    market.residue = market.residue.adding(residue)
    try state.markets.write(market, at: id.index)
    if var own {
      own.position.lossIndex = market.lossIndex
      try state.positions.write(own.position, at: own.index)
    }
    state.totals.unsettledLoss = state.totals.unsettledLoss.adding(charge).adding(residue)
    state.totals.residue = state.totals.residue.adding(residue)
    return loss
  }

  /// Pays what the insurance's own position still owes of earlier losses, so that its index may move past this one.
  private mutating func settleInsurance(in market: MarketID) throws(StateAccessError) -> HeldPosition? {
    let insurance = try state.accounts.read(Owner.Reserved.insurance.account.index)
    guard let held = try position(of: insurance, in: market), let mark = try state.markets.read(market.index).mark
    else { return nil }
    let plan = try plan(held, held.position.size.side?.opposite ?? .buy, .zero, at: mark)
    try carryOut(plan, as: plan.fill.position)
    return HeldPosition(index: held.index, position: plan.fill.position)
  }
}
