import Cryptography
import Ledger
import Merkle
import StateTransition
import Units

/// What an agent has: its worth, and what it holds in each market.
struct Standing: Equatable, Sendable {
  let owner: OwnerID
  let address: Address
  /// Of the cross bucket of sub-account 0, at the marks, with what its collateral counts for. Funding and socialised
  /// losses that are not settled yet are left out: an agent may err.
  var equity = Notional.zero
  /// Quote atoms in the cross bucket.
  var cash = Notional.zero
  /// When all its orders go; 0 for never.
  var deadManMs: UInt64 = 0
  /// One for each market, by number.
  var holdings: [Holding]
}

/// An agent's position and orders in one market, in the account that trades it.
struct Holding: Equatable, Sendable {
  /// Of the account that only this market has; nil while the cross bucket trades it.
  var isolatedEquity: Notional?
  var size = SignedQuantity.zero
  /// `size × mark − cost`.
  var profit = Notional.zero
  /// What `size` was bought for, in the mean; nil without a position.
  var entryPrice: Price?
  var openBuys = Quantity.zero
  var openSells = Quantity.zero
  /// Those in the book, newest first.
  var orders: [RestingOrder] = []
  /// Those that wait for the mark, newest first.
  var stops: [RestingOrder] = []

  /// Whether there is neither a position nor an order.
  var isUnused: Bool { size.isZero && orders.isEmpty && stops.isEmpty }

  /// How many lots more an order on `side` may have. Counted as if the position were on that side, which errs to the
  /// careful side for those who reduce.
  func room(_ side: Side, in rules: MarketRules) -> UInt64 {
    let taken = size.magnitude.lots + (side == .buy ? openBuys : openSells).lots
    return rules.positionMaximum.lots > taken ? rules.positionMaximum.lots - taken : 0
  }
}

/// An order of an agent's in a book, or a stop beside it.
struct RestingOrder: Equatable, Sendable {
  let id: OrderID
  let side: Side
  let tick: UInt32
  let remaining: Quantity
  var terms = OrderTerms()
  var clientID: UInt128 = 0
}

extension State {
  /// - Precondition: the owner exists.
  func standing(of owner: OwnerID) -> Standing {
    known { state throws(StateAccessError) in
      let record = try state.owners.read(owner.index)
      let bucket = try state.accounts.read(record.firstAccount.index)
      var standing = Standing(
        owner: owner, address: record.address,
        equity: bucket.cash.adding(state.worth(ofCollateral: bucket.collateral)), cash: bucket.cash,
        deadManMs: bucket.deadManMs, holdings: Array(repeating: Holding(), count: Int(state.markets.count)))
      for holding in try state.holdings(of: bucket) {
        standing.equity = standing.equity.adding(holding.value.profit)
        standing.holdings[Int(holding.market.rawValue)] = holding.value
      }
      try state.addIsolated(of: record.firstAccount, to: &standing)
      return standing
    }
  }

  /// What initial margin counts for `lots` of the collateral asset, rounded down; nothing while it has no price.
  private func worth(ofCollateral lots: Quantity) -> Notional {
    guard let price = collateral.price else { return .zero }
    let haircut = parameters.collateral.initialHaircut
    return price.notional(of: lots).share(partsPerMillion: UInt64(Rate.one.partsPerMillion - haircut.partsPerMillion))
  }

  private func addIsolated(of cross: AccountID, to standing: inout Standing) throws(StateAccessError) {
    for market in standing.holdings.indices {
      let id = try tradingAccount(of: cross, in: MarketID(UInt32(market)))
      guard id != cross else { continue }
      let account = try accounts.read(id.index)
      var holding = try holdings(of: account).first?.value ?? Holding()
      holding.isolatedEquity = account.cash.adding(holding.profit)
      standing.holdings[market] = holding
    }
  }

  private func holdings(of account: Account) throws(StateAccessError) -> [(market: MarketID, value: Holding)] {
    var (holdings, link): ([(market: MarketID, value: Holding)], Link) = ([], account.firstPosition)
    while let index = link.index {
      let position = try positions.read(index)
      holdings.append((position.market, try holding(position)))
      link = position.next
    }
    return holdings
  }

  private func holding(_ position: Position) throws(StateAccessError) -> Holding {
    var holding = Holding(size: position.size, openBuys: position.openBuys, openSells: position.openSells)
    if let mark = try markets.read(position.market.index).mark {
      holding.profit = mark.value(of: position.size).subtracting(position.cost)
    }
    holding.entryPrice = position.meanPrice
    let orders = books[known: Int(position.market.rawValue)].orders
    var link = position.firstOrder
    while let slot = link.index {
      let order = try orders.read(slot)
      let resting = RestingOrder(
        id: OrderID(slot: slot, sequence: order.sequence), side: order.side, tick: order.tick,
        remaining: order.remaining, terms: order.terms, clientID: order.clientID)
      if order.terms.place == .book { holding.orders.append(resting) } else { holding.stops.append(resting) }
      link = order.accountNext
    }
    return holding
  }
}

extension Position {
  /// Atoms a lot, rounded down.
  fileprivate var meanPrice: Price? {
    guard !size.isZero else { return nil }
    return Price(atomsPerLot: UInt64(clamping: cost.atoms.magnitude / UInt128(size.magnitude.lots)))
  }
}
