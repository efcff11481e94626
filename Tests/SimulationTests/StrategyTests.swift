import Cryptography
import Ledger
import Merkle
import SSZ
import Testing
import Units

@testable import Simulation

@Suite struct `A trader's order` {
  private func quote(_ mark: UInt64, minimum: UInt64 = 1) throws -> MarketQuote {
    var rules = TestMarkets.bitcoin
    rules.orderMinimum = Quantity(lots: minimum)
    return MarketQuote(id: MarketID(0), rules: rules, mark: try #require(Price(atomsPerLot: mark)))
  }

  @Test(
    arguments: [
      (1_000_005, Side.buy, Patience.waiting(1_000), 99_900),  // 999,004.995 atoms, down.
      (1_000_005, .sell, .waiting(1_000), 100_101),  // 1,001,005.005 atoms, up.
      (1_000_005, .buy, .hurrying(1_000), 100_100),
      (1_000_005, .sell, .hurrying(1_000), 99_901),
      (9, .buy, .waiting(1_000), 1),
      (Price.limit - 1, .sell, .waiting(0), MarketRules.tickLimit - 1),
    ] as [(UInt64, Side, Patience, UInt32)])
  func `has a limit on the careful side of its distance from the mark`(
    row: (mark: UInt64, side: Side, patience: Patience, tick: UInt32)
  ) throws {
    #expect(try quote(row.mark).tick(row.side, row.patience) == row.tick)
  }

  @Test func `is cut to what the market and the position allow, or not sent`() throws {
    let quote = try quote(6_000_000, minimum: 5)
    func lots(_ lots: UInt64, _ holding: Holding = Holding()) -> UInt64? {
      quote.order(.buy, lots: lots, .waiting(0), .goodTillCancelled, holding: holding)?.quantity.lots
    }
    #expect(lots(7) == 7)
    #expect(lots(4) == nil)
    #expect(lots(2_000_000) == 1_000_000)
    #expect(lots(900_000, Holding(size: SignedQuantity(lots: 9_000_000), openBuys: Quantity(lots: 999_990))) == 10)
    #expect(lots(10, Holding(size: SignedQuantity(lots: -9_999_999))) == nil)
    #expect(lots(10, Holding(openBuys: Quantity(lots: 20_000_000))) == nil)
  }

  @Test func `is sized by the mark, rounded down`() throws {
    let quote = try quote(6_000_000)
    #expect(quote.lots(for: Notional(atoms: 17_999_999)) == 2)
    #expect(quote.lots(for: Notional(atoms: -1)) == 0)
    #expect(quote.lots(for: Notional(atoms: .max)) == Quantity.limit - 1)
  }
}

@Suite struct `An agent's standing` {
  @Test func `is what the state says it has`() throws {
    let population = Population(seed: 1, size: 1, markets: TestMarkets.ids, firstOwner: TestMarkets.firstOwner)
    var state = try TestMarkets.state(with: population)
    let account = AccountID(TestMarkets.firstOwner.rawValue)
    try state.give(account, -10, cost: -26_000_000, in: MarketID(1))
    try state.give(
      account, 100, cost: 590_000_000, in: MarketID(0), orders: [(.buy, 599_000, 10), (.sell, 601_000, 20)])
    let standing = state.standing(of: TestMarkets.firstOwner)
    #expect(standing.equity == Notional(atoms: 2_000_000_000_000 + 10_000_000 + 1_000_000))
    let holding = standing.holdings[0]
    #expect(holding.profit == Notional(atoms: 10_000_000))
    #expect(holding.orders.map(\.tick) == [599_000, 601_000])
    #expect(holding.orders.map(\.side) == [.buy, .sell])
    #expect(holding.orders.map(\.id) == [OrderID(slot: 1, sequence: 2), OrderID(slot: 0, sequence: 1)])
    #expect([holding.openBuys.lots, holding.openSells.lots] == [10, 20])
    #expect(holding.entryPrice == Price(atomsPerLot: 5_900_000))
    #expect(
      standing.holdings[1]
        == Holding(
          size: SignedQuantity(lots: -10), profit: Notional(atoms: 1_000_000), entryPrice: Price(atomsPerLot: 2_600_000)
        ))
  }

  @Test func `tells stops from orders in the book, and knows what they are bound to`() throws {
    let population = Population(seed: 1, size: 1, markets: TestMarkets.ids, firstOwner: TestMarkets.firstOwner)
    var state = try TestMarkets.state(with: population)
    try state.give(
      AccountID(TestMarkets.firstOwner.rawValue), 100, cost: 590_000_000, in: MarketID(0),
      orders: [(.buy, 599_000, 10), (.sell, 1, 20)])
    var stop = try state.books[known: 0].orders.read(0)
    stop.terms.place = .fallingStop
    stop.terms.isReduceOnly = true
    stop.clientID = 77
    try state.books[known: 0].orders.write(stop, at: 0)
    let holding = state.standing(of: TestMarkets.firstOwner).holdings[0]
    #expect(holding.orders.map(\.tick) == [599_000])
    #expect(holding.stops.map(\.tick) == [1])
    #expect(holding.stops.map(\.clientID) == [77])
    #expect(holding.stops.allSatisfy { $0.terms.isReduceOnly })
  }

  @Test func `counts a market apart that has an account of its own`() throws {
    let population = Population(seed: 1, size: 1, markets: TestMarkets.ids, firstOwner: TestMarkets.firstOwner)
    var state = try TestMarkets.state(with: population)
    let cross = AccountID(TestMarkets.firstOwner.rawValue)
    var isolated = Account()
    isolated.owner = TestMarkets.firstOwner
    isolated.isolatedMarket = Link(1)
    isolated.crossAccount = cross
    isolated.cash = .quoteUnits(300)
    let id = AccountID(UInt32(try state.accounts.append(isolated)))
    var bucket = try state.accounts.read(cross.index)
    bucket.nextIsolated = Link(id.index)
    try state.accounts.write(bucket, at: cross.index)
    try state.give(id, 10, cost: 24_000_000, in: MarketID(1))
    let standing = state.standing(of: TestMarkets.firstOwner)
    #expect(standing.equity == .quoteUnits(2_000_000))
    #expect(standing.holdings[0].isolatedEquity == nil)
    #expect(standing.holdings[1].isolatedEquity == .quoteUnits(301))
    #expect(standing.holdings[1].size.magnitude.lots == 10)
  }

  @Test func `counts the collateral for what initial margin takes it for`() throws {
    let population = Population(seed: 1, size: 1, markets: TestMarkets.ids, firstOwner: TestMarkets.firstOwner)
    var state = try TestMarkets.state(with: population)
    state.parameters.collateral.initialHaircut = Rate(partsPerMillion: 150_000)
    var bucket = try state.accounts.read(TestMarkets.firstOwner.index)
    bucket.collateral = Quantity(lots: 1_000)
    try state.accounts.write(bucket, at: TestMarkets.firstOwner.index)
    #expect(state.standing(of: TestMarkets.firstOwner).equity == .quoteUnits(2_000_000))
    state.collateral.atomsPerLot = 2_500_000
    let standing = state.standing(of: TestMarkets.firstOwner)
    #expect(standing.equity == .quoteUnits(2_002_125))
    #expect(standing.cash == .quoteUnits(2_000_000))
  }
}

/// What the kinds of agents do in one market, of which a lot costs 6 USDC: 600,000 ticks.
@Suite struct `A strategy` {
  private let rules = TestMarkets.bitcoin
  private let equity = Notional.quoteUnits(2_000_000)

  private func quote(_ mark: UInt64 = 6_000_000) throws -> MarketQuote {
    MarketQuote(id: MarketID(0), rules: rules, mark: try #require(Price(atomsPerLot: mark)))
  }

  private func draws(_ index: UInt64 = 0) -> KeyedDraws { KeyedGenerator(seed: 1, stream: "t").draws(index: index) }

  /// What batches do is seen like what is done for itself.
  private func flat(_ actions: [Action]) -> [Action] {
    actions.flatMap { action in
      guard case .batch(let batch) = action else { return [action] }
      return batch.operations.elements.map(\.action)
    }
  }

  private func places(_ actions: [Action]) -> [PlaceOrder] {
    flat(actions).compactMap { if case .place(let order) = $0 { order } else { nil } }
  }

  private func cancels(_ actions: [Action]) -> [OrderID] {
    flat(actions).compactMap { if case .cancel(let cancel) = $0 { cancel.order } else { nil } }
  }

  private func amendments(_ actions: [Action]) -> [AmendOrder] {
    flat(actions).compactMap { if case .amend(let amendment) = $0 { amendment } else { nil } }
  }

  private func maker() -> MarketMaker {
    var draws = draws()
    return MarketMaker(&draws)
  }

  private func actions(
    _ strategy: some Strategy, _ holding: Holding, equity: Notional? = nil, mark: UInt64 = 6_000_000,
    deadManMs: UInt64 = .max, index: UInt64 = 0
  ) throws -> [Action] {
    var draws = draws(index)
    let standing = standing([holding], equity: equity ?? self.equity, deadManMs: deadManMs)
    return strategy.actions(standing, outlook([try quote(mark)]), &draws)
  }

  private func outlook(_ quotes: [MarketQuote]) -> Outlook {
    Outlook(quotes: quotes, timestampMs: 1_000_000, blockMs: 250)
  }

  private func standing(_ holdings: [Holding], equity: Notional, deadManMs: UInt64 = 0) -> Standing {
    Standing(
      owner: OwnerID(4), address: Address([UInt8](repeating: 4, count: 20)), equity: equity, cash: equity,
      deadManMs: deadManMs, holdings: holdings)
  }

  /// The orders as they rest when all of them were taken.
  private func resting(_ orders: [PlaceOrder]) -> [RestingOrder] {
    orders.enumerated().map { (slot, order) in
      RestingOrder(
        id: OrderID(slot: UInt64(slot), sequence: 1), side: order.side, tick: order.tick, remaining: order.quantity)
    }
  }

  @Test func `of a maker quotes both sides, larger further away, never crossing the mark`() throws {
    let orders = places(try actions(maker(), Holding()))
    let (bids, asks) = (orders.filter { $0.side == .buy }, orders.filter { $0.side == .sell })
    #expect(bids.map(\.tick) == bids.map(\.tick).sorted(by: >))
    #expect(asks.map(\.tick) == asks.map(\.tick).sorted())
    #expect(bids.allSatisfy { $0.tick < 600_000 } && asks.allSatisfy { $0.tick > 600_000 })
    // 10,000 USDC, then twice as much each, at 6 USDC a lot.
    for side in [bids, asks] { #expect(side.map(\.quantity.lots) == [1_666, 3_333, 6_666, 13_333]) }
    #expect(orders.allSatisfy { $0.timeInForce == .postOnly })
  }

  @Test func `of a maker signs once a market, and sets its switch before it might fire`() throws {
    let actions = try actions(maker(), Holding(), deadManMs: 0)
    #expect(actions.map(\.selector) == [5, 6])
    // 96 blocks ahead; as long as 72 are left, it stands.
    #expect(actions.last == .armDeadMan(ArmDeadMan(deadlineMs: 1_024_000)))
    #expect(try self.actions(maker(), Holding(), deadManMs: 1_017_999).count == 2)
    #expect(try self.actions(maker(), Holding(), deadManMs: 1_018_000).count == 1)
  }

  @Test func `of a maker leaves good quotes alone, and moves the near ones along with the mark`() throws {
    let quotes = resting(places(try actions(maker(), Holding())))
    #expect(try actions(maker(), Holding(orders: quotes)).isEmpty)
    // 15 basis points up: the nearest bid is too small for where it lies now, and the nearest ask beyond the mark.
    let moved = try actions(maker(), Holding(orders: quotes), mark: 6_009_000)
    #expect(cancels(moved) == [quotes[0].id] && places(moved).map(\.quantity.lots) == [1_664])
    let amendments = amendments(moved)
    #expect(amendments.map(\.order).contains(quotes[4].id))
    #expect(Set(amendments.map(\.order)).isDisjoint(with: [2, 3, 6, 7].map { quotes[$0].id }))
    // What moves away goes first: no bid meets an ask that is about to move.
    #expect(amendments.map { $0.tick < 600_900 } == amendments.map { $0.tick < 600_900 }.sorted { !$0 && $1 })
    let crashed = try actions(maker(), Holding(orders: quotes), mark: 5_000_000)
    #expect(cancels(crashed).isEmpty && places(crashed).isEmpty)
    #expect(self.amendments(crashed).count == 8)
    #expect(self.amendments(crashed).prefix(4).allSatisfy { $0.tick < 500_000 })
    #expect(self.amendments(crashed).suffix(4).allSatisfy { $0.tick > 500_000 })
  }

  @Test func `of a maker renews what is mostly filled, and drops what serves no level`() throws {
    let quotes = resting(places(try actions(maker(), Holding())))
    var used = quotes
    used[0] = RestingOrder(id: quotes[0].id, side: .buy, tick: quotes[0].tick, remaining: Quantity(lots: 1_000))
    used[1] = RestingOrder(id: quotes[1].id, side: .buy, tick: quotes[1].tick, remaining: Quantity(lots: 1_999))
    let renewed = try actions(maker(), Holding(orders: used))
    #expect(cancels(renewed) == [quotes[1].id] && amendments(renewed).isEmpty)
    #expect(places(renewed).map(\.quantity.lots) == [3_333])
    let double = RestingOrder(
      id: OrderID(slot: 9, sequence: 9), side: .sell, tick: quotes[4].tick, remaining: quotes[4].remaining)
    #expect(cancels(try actions(maker(), Holding(orders: quotes + [double]))) == [double.id])
  }

  @Test func `of a maker shrinks what is too large for its level, where it stands`() throws {
    var quotes = resting(places(try actions(maker(), Holding())))
    quotes[0] = RestingOrder(id: quotes[0].id, side: .buy, tick: quotes[0].tick, remaining: Quantity(lots: 3_333))
    let actions = try actions(maker(), Holding(orders: quotes))
    #expect(flat(actions).count == 1)
    let shrunk = try #require(amendments(actions).first)
    #expect([UInt64(shrunk.tick), shrunk.quantity.lots] == [UInt64(quotes[0].tick), 1_666])
  }

  @Test func `of a maker that holds too much quotes only the way out`() throws {
    let quotes = resting(places(try actions(maker(), Holding())))
    let full = Holding(size: SignedQuantity(lots: 700_000), orders: quotes)
    let actions = try actions(maker(), full)
    #expect(cancels(actions) == quotes[..<4].map(\.id))
    #expect(places(actions).isEmpty)
  }

  /// Without habits: it uses no stop.
  private func trader(_ side: Side, _ habits: TraderHabits = TraderHabits()) -> LeveragedTrader {
    var draws = draws(7)
    var trader = LeveragedTrader(side, in: [MarketID(0)], &draws)
    trader.habits = habits
    return trader
  }

  @Test(arguments: [Side.buy, .sell])
  func `of a leveraged trader enters on its side with a multiple of its equity`(side: Side) throws {
    let orders = try (0..<200).flatMap { places(try actions(trader(side), Holding(), index: $0)) }
    #expect((100...180).contains(orders.count))
    let lots = UInt64(2_000_000) * trader(side).leverage / 6
    #expect(orders.allSatisfy { $0.side == side && $0.quantity.lots == min(lots, 1_000_000) })
    #expect(Set(orders.map(\.timeInForce)) == [.goodTillCancelled, .immediateOrCancel])
    for order in orders {
      #expect((order.tick > 600_000) == ((order.timeInForce == .immediateOrCancel) == (side == .buy)))
    }
  }

  @Test func `of a leveraged trader holds its losses, and sometimes takes a large profit`() throws {
    let size = SignedQuantity(lots: Int64(2_000_000 * trader(.buy).leverage / 6))
    let losing = Holding(size: size, profit: Notional.quoteUnits(1_000_000).negated)
    #expect(try (0..<200).allSatisfy { try actions(trader(.buy), losing, index: $0).isEmpty })
    let winning = Holding(size: size, profit: .quoteUnits(1_000_001))
    let orders = try (0..<200).flatMap { places(try actions(trader(.buy), winning, index: $0)) }
    #expect((20...80).contains(orders.count))
    #expect(orders.allSatisfy { $0.side == .sell && $0.timeInForce == .immediateOrCancel && $0.isReduceOnly })
  }

  @Test func `of a leveraged trader withdraws or moves what did not fill, and stays away without money`() throws {
    let order = RestingOrder(id: OrderID(slot: 3, sequence: 4), side: .buy, tick: 1, remaining: Quantity(lots: 5))
    for index in 0..<100 as Range<UInt64> {
      let actions = try actions(trader(.buy), Holding(orders: [order]), index: index)
      #expect(cancels(actions) + amendments(actions).map(\.order) == [order.id])
    }
    let poor = Notional(atoms: 9_999_999)
    #expect(try (0..<100).allSatisfy { try actions(trader(.buy), Holding(), equity: poor, index: $0).isEmpty })
  }

  private func protected(profit: UInt64? = nil) -> TraderHabits {
    var habits = TraderHabits()
    (habits.stopDistance, habits.profitDistance) = (10_000, profit)
    return habits
  }

  @Test func `of a leveraged trader with stops places them with its entry, and anew when they fall short`() throws {
    let trader = trader(.buy, protected(profit: 50_000))
    let entries = try (0..<100).map { places(try actions(trader, Holding(), index: $0)) }.filter { !$0.isEmpty }
    #expect(entries.count > 50)
    for orders in entries {
      #expect(orders.map(\.triggerTick) == [0, 594_000, 630_000])
      #expect(orders.map(\.trigger) == [.stop, .stop, .takeProfit])
      #expect(orders.dropFirst().allSatisfy { $0.isReduceOnly && $0.side == .sell })
      #expect(orders.map(\.tick).suffix(2) == [1, 630_000])
      #expect(orders.map(\.band.partsPerMillion) == [0, 20_000, 0])
    }
    var terms = OrderTerms()
    terms.place = .fallingStop
    let stop = RestingOrder(
      id: OrderID(slot: 1, sequence: 1), side: .sell, tick: 1, remaining: Quantity(lots: 1_000), terms: terms)
    var holding = Holding(
      size: SignedQuantity(lots: 1_000), entryPrice: Price(atomsPerLot: 5_000_000), stops: [stop])
    let kept = try actions(self.trader(.buy, protected()), holding, equity: .quoteUnits(100))
    #expect(kept.isEmpty)
    holding.size = SignedQuantity(lots: 1_001)
    let renewed = try actions(self.trader(.buy, protected()), holding, equity: .quoteUnits(100))
    #expect(cancels(renewed) == [stop.id])
    #expect(places(renewed).map(\.triggerTick) == [495_000])
    #expect(places(renewed).map(\.quantity.lots) == [1_001])
    holding.size = .zero
    #expect(cancels(try actions(self.trader(.buy, protected()), holding)).first == stop.id)
  }

  @Test func `of a leveraged trader goes out at once when the mark has passed its stop`() throws {
    let holding = Holding(
      size: SignedQuantity(lots: -1_000), profit: Notional.quoteUnits(600).negated,
      entryPrice: Price(atomsPerLot: 5_900_000))
    let orders = places(try actions(trader(.sell, protected()), holding, equity: .quoteUnits(500)))
    #expect(orders.map(\.side) == [.buy])
    #expect(orders.allSatisfy { $0.isReduceOnly && $0.timeInForce == .immediateOrCancel && $0.triggerTick == 0 })
  }

  @Test func `of a leveraged trader with names speaks of its orders by them, and limits their time`() throws {
    var habits = TraderHabits()
    (habits.namesOrders, habits.limitsTime) = (true, true)
    let orders = try (0..<200).flatMap { places(try actions(trader(.buy, habits), Holding(), index: $0)) }
    #expect(Set(orders.map(\.clientID)).count == orders.count && orders.allSatisfy { $0.clientID != 0 })
    for order in orders {
      #expect((order.expiryMs > 1_000_000) == (order.timeInForce == .goodTillCancelled))
    }
    let order = RestingOrder(
      id: OrderID(slot: 3, sequence: 4), side: .buy, tick: 1, remaining: Quantity(lots: 5), clientID: 9)
    for action in try (0..<50).flatMap({ try actions(trader(.buy, habits), Holding(orders: [order]), index: $0) }) {
      switch action {
      case .cancel(let cancel): #expect(cancel == CancelOrder(market: 0, clientID: 9))
      case .amend(let amendment): #expect(amendment.clientID == 9 && amendment.order.rawValue == 0)
      default: continue
      }
    }
  }

  @Test func `of a leveraged trader isolates its market first, and takes it back when all is lost there`() throws {
    var habits = TraderHabits()
    habits.purse = .isolated
    var mode = SetMarginMode()
    (mode.isIsolated, mode.cashAtoms) = (true, 1_500_000_000_000)
    #expect(try actions(trader(.buy, habits), Holding()) == [.setMarginMode(mode)])
    let entered = try (0..<50).flatMap {
      places(try actions(trader(.buy, habits), Holding(isolatedEquity: .quoteUnits(600)), index: $0))
    }
    let lots = trader(.buy).leverage * 100
    #expect(entered.count > 20 && entered.allSatisfy { $0.quantity.lots == lots })
    (mode.isIsolated, mode.cashAtoms) = (false, 0)
    #expect(try actions(trader(.buy, habits), Holding(isolatedEquity: .zero)) == [.setMarginMode(mode)])
    let indebted = Holding(isolatedEquity: Notional(atoms: -1))
    #expect(try actions(trader(.buy, habits), indebted).isEmpty)
  }

  @Test func `of a leveraged trader that saves puts a gain aside once it is out of the market`() throws {
    var habits = TraderHabits()
    habits.purse = .saving
    let deposit = trader(.buy).deposit
    let actions = try actions(trader(.buy, habits), Holding(), equity: deposit.adding(deposit))
    guard actions.count == 2, case .transfer(let transfer) = actions[0], case .withdraw(let withdrawal) = actions[1]
    else {
      Issue.record("neither a transfer nor a withdrawal: \(actions)")
      return
    }
    #expect(transfer.toOwner == OwnerID(4) && transfer.toSubAccount == 1)
    #expect([Int128(transfer.amount) * 2, Int128(withdrawal.amount) * 4] == [deposit.atoms, deposit.atoms])
    let small = deposit.adding(deposit.share(partsPerMillion: 50_000))
    #expect(try self.actions(trader(.buy, habits), Holding(), equity: small).allSatisfy { $0.selector == 1 })
  }

  @Test func `of half of all leveraged traders uses no stop`() {
    let habits = (0..<1_000 as Range<UInt64>).map { index in
      var draws = draws(index)
      return TraderHabits(leverage: 10, &draws)
    }
    #expect((430...570).contains(habits.count { $0.stopDistance == nil }))
    #expect(habits.allSatisfy { $0.profitDistance == nil || $0.stopDistance != nil })
    #expect(habits.compactMap(\.stopDistance).allSatisfy { (20_000...60_000).contains($0) })
  }

  @Test func `of a noise trader goes both ways in small amounts, and back when it holds too much`() throws {
    var drawn = draws()
    let noise = NoiseTrader(&drawn)
    let orders = try (0..<200).flatMap { places(try actions(noise, Holding(), index: $0)) }
    #expect(orders.count == 200)
    #expect((70...130).contains(orders.count { $0.side == .buy }))
    #expect(orders.allSatisfy { (6_666...33_333).contains($0.quantity.lots) })
    #expect((110...170).contains(orders.count { $0.timeInForce == .immediateOrCancel }))
    #expect(orders.allSatisfy { ($0.expiryMs > 1_000_000) == ($0.timeInForce == .goodTillCancelled) })
    #expect(Set(orders.map(\.timeInForce)) == [.goodTillCancelled, .immediateOrCancel, .fillOrKill])
    #expect(Set(orders.map(\.selfTrade)).count == 4)
    let long = Holding(size: SignedQuantity(lots: 166_667))
    let back = try (0..<50).flatMap { places(try actions(noise, long, index: $0)) }
    #expect(back.count == 50 && back.allSatisfy { $0.side == .sell })
  }

  @Test func `of a noise trader takes back what waits now and then, in its market or in all`() throws {
    var drawn = draws()
    let noise = NoiseTrader(&drawn)
    let order = RestingOrder(id: OrderID(slot: 3, sequence: 4), side: .buy, tick: 1, remaining: Quantity(lots: 5))
    let markets = try (0..<300).flatMap { try actions(noise, Holding(orders: [order]), index: $0) }.compactMap {
      if case .cancelAll(let cancel) = $0 { cancel.market } else { nil }
    }
    #expect((30...90).contains(markets.count) && Set(markets) == [0, CancelAll.allMarkets])
  }

  @Test func `does nothing in a market without a mark`() throws {
    var drawn = draws()
    let strategies: [any Strategy] = [maker(), trader(.buy), NoiseTrader(&drawn)]
    for strategy in strategies {
      var draws = draws()
      #expect(strategy.actions(standing([Holding()], equity: equity), outlook([]), &draws).isEmpty)
    }
  }
}
