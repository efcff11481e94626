import Ledger
import Margin
import Merkle
import Units

extension Execution {
  /// Whether an account may give `amount` of `asset` away: there must be so much of it, and what stays must be at or
  /// above initial margin, open orders filled at their worst.
  ///
  /// - Parameter amount: in the unit of the asset, not negative.
  ///
  /// Cash does not go below zero. Unrealised profit counts for margin and is never paid out: it is what others have not
  /// lost yet, at a price that may not last. (Mango Markets, October 2022: over 110 million USD were taken out against the
  /// unrealised profit of a position whose price had been driven up.)
  func checkDebit(of asset: Asset, _ amount: Int128, from id: AccountID) throws(StepFailure) {
    let account = try reading { () throws(StateAccessError) in try state.accounts.read(id.index) }
    let available = account.balance(of: asset)
    guard available >= amount else {
      throw .refused(Refusal(.insufficientBalance, limit: amount, found: available))
    }
    var after = account
    switch asset {
    case .quote: after.cash = Notional(atoms: available - amount)
    case .collateral: after.collateral = Quantity(lots: UInt64(available - amount))
    }
    try checkPrices(behind: after)
    let risk = try reading { () throws(StateAccessError) in try state.risk(of: after, without: nil) }
    guard !account.isQueued, risk.isAtOrAboveInitialWithOrders else {
      throw .refused(
        Refusal(
          .insufficientMargin, limit: risk.initialWithOrders.notional(rounding: .up).atoms,
          found: risk.initialEquity.notional(rounding: .down).atoms))
    }
  }

  /// Giving away raises the risk of what stays: the parameters must permit that at the age of every price that says what
  /// the account is worth. Whoever owes nothing and holds nothing but cash needs no price.
  private func checkPrices(behind account: Account) throws(StepFailure) {
    guard account.firstPosition != .none || account.cash < .zero else { return }
    if let price = state.collateral.price, !account.collateral.isZero {
      try checkPrice(price, from: state.collateral.timeMs)
    }
    let markets = try reading { () throws(StateAccessError) in try marketsTraded(by: account) }
    for market in markets { try checkPrice(market.mark, from: market.markTimeMs) }
  }

  /// The markets in which the account has positions.
  private func marketsTraded(by account: Account) throws(StateAccessError) -> [Market] {
    var markets: [Market] = []
    var walk = PositionWalk(of: account)
    while let held = try walk.next(in: state) { markets.append(try state.markets.read(held.position.market.index)) }
    return markets
  }

  private func checkPrice(_ price: Price?, from timeMs: UInt64) throws(StepFailure) {
    var market = Market()
    market.markAtomsPerLot = price?.atomsPerLot ?? 0
    market.markTimeMs = timeMs
    let now = state.clock.timestampMs
    guard state.parameters.permits(.increaseRisk, when: state.parameters.markState(of: market, at: now)) else {
      throw .refused(
        Refusal(.priceStale, limit: state.parameters.reportAgeLimitMs, found: now - min(timeMs, now)))
    }
  }

  /// Moves money between accounts. What leaves was checked by `checkDebit`.
  mutating func move(
    _ asset: Asset, _ amount: Int128, from source: AccountID, to target: AccountID
  ) throws(StateAccessError) {
    switch asset {
    case .quote:
      let cash = Notional(atoms: amount)
      try changeCash(of: source, by: cash.negated)
      try changeCash(of: target, by: cash)
    case .collateral:
      try changeCollateral(of: source, byLots: -Int64(amount))
      try changeCollateral(of: target, byLots: Int64(amount))
    }
  }

  /// The only place where an account's collateral changes.
  ///
  /// - Precondition: the account has what is taken from it. All collateral together is below 2^40 lots.
  /// - Throws: `StateAccessError.contradictory` where all accounts together have less.
  mutating func changeCollateral(of id: AccountID, byLots change: Int64) throws(StateAccessError) {
    var account = try state.accounts.read(id.index)
    account.collateral = try account.collateral.changed(byLots: change)
    if change < 0 { enlist(&account, id) }
    try state.accounts.write(account, at: id.index)
    state.totals.collateral = try state.totals.collateral.changed(byLots: change)
  }
}

extension Account {
  /// Quote atoms, or lots of the collateral asset.
  func balance(of asset: Asset) -> Int128 {
    switch asset {
    case .quote: cash.atoms
    case .collateral: Int128(collateral.lots)
    }
  }
}

extension Quantity {
  fileprivate func changed(byLots change: Int64) throws(StateAccessError) -> Quantity {
    let magnitude = Quantity(lots: change.magnitude)
    return change < 0 ? try discounting(magnitude) : try counting(magnitude)
  }
}

extension Parameters {
  /// Whether `asset` is one that this exchange knows.
  func check(_ asset: Asset) throws(Refusal) {
    guard asset == .quote || collateral.isEnabled else {
      throw Refusal(.unknownAsset, limit: 1, found: asset.rawValue)
    }
  }
}
