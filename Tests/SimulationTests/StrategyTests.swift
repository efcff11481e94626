import Ledger
import Merkle
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
      let action = quote.order(.buy, lots: lots, .waiting(0), .goodTillCancelled, holding: holding)
      guard case .place(let order) = action else { return nil }
      return order.quantity.lots
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
    let standing = state.standing(of: account)
    #expect(standing.equity == Notional(atoms: 2_000_000_000_000 + 10_000_000 + 1_000_000))
    let holding = standing.holdings[0]
    #expect(holding.profit == Notional(atoms: 10_000_000))
    #expect(holding.orders.map(\.tick) == [599_000, 601_000])
    #expect(holding.orders.map(\.side) == [.buy, .sell])
    #expect(holding.orders.map(\.id) == [OrderID(slot: 1, sequence: 2), OrderID(slot: 0, sequence: 1)])
    #expect([holding.openBuys.lots, holding.openSells.lots] == [10, 20])
    #expect(
      standing.holdings[1] == Holding(size: SignedQuantity(lots: -10), profit: Notional(atoms: 1_000_000)))
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

  private func places(_ actions: [Action]) -> [PlaceOrder] {
    actions.compactMap { if case .place(let order) = $0 { order } else { nil } }
  }

  private func cancels(_ actions: [Action]) -> [OrderID] {
    actions.compactMap { if case .cancel(let cancel) = $0 { cancel.order } else { nil } }
  }

  private func maker() -> MarketMaker {
    var draws = draws()
    return MarketMaker(&draws)
  }

  private func actions(
    _ strategy: some Strategy, _ holding: Holding, equity: Notional? = nil, mark: UInt64 = 6_000_000, index: UInt64 = 0
  ) throws -> [Action] {
    var draws = draws(index)
    let standing = Standing(equity: equity ?? self.equity, holdings: [holding])
    return strategy.actions(standing, [try quote(mark)], &draws)
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
    #expect(orders.allSatisfy { $0.timeInForce == .goodTillCancelled })
  }

  @Test func `of a maker leaves good quotes alone, and replaces the near ones when the mark moves`() throws {
    let quotes = resting(places(try actions(maker(), Holding())))
    #expect(try actions(maker(), Holding(orders: quotes)).isEmpty)
    // 15 basis points up: the nearest bid is too far now, and the nearest ask beyond the mark.
    let moved = try actions(maker(), Holding(orders: quotes), mark: 6_009_000)
    #expect(cancels(moved).contains(quotes[0].id) && cancels(moved).contains(quotes[4].id))
    #expect(Set(cancels(moved)).isDisjoint(with: [2, 3, 6, 7].map { quotes[$0].id }))
    #expect(places(moved).count == cancels(moved).count)
    #expect(places(moved).allSatisfy { ($0.tick < 600_900) == ($0.side == .buy) })
    let crashed = try actions(maker(), Holding(orders: quotes), mark: 5_000_000)
    #expect(cancels(crashed).count == 8)
    #expect(places(crashed).allSatisfy { ($0.tick < 500_000) == ($0.side == .buy) })
    #expect(try #require(crashed.firstIndex { places([$0]).count == 1 }) == 8)
  }

  @Test func `of a maker renews what is mostly filled, and drops what serves no level`() throws {
    let quotes = resting(places(try actions(maker(), Holding())))
    var used = quotes
    used[0] = RestingOrder(id: quotes[0].id, side: .buy, tick: quotes[0].tick, remaining: Quantity(lots: 1_000))
    used[1] = RestingOrder(id: quotes[1].id, side: .buy, tick: quotes[1].tick, remaining: Quantity(lots: 1_999))
    #expect(cancels(try actions(maker(), Holding(orders: used))) == [quotes[1].id])
    let double = RestingOrder(
      id: OrderID(slot: 9, sequence: 9), side: .sell, tick: quotes[4].tick, remaining: quotes[4].remaining)
    #expect(try actions(maker(), Holding(orders: quotes + [double])) == [try quote().cancel(double)])
  }

  @Test func `of a maker that holds too much quotes only the way out`() throws {
    let quotes = resting(places(try actions(maker(), Holding())))
    let full = Holding(size: SignedQuantity(lots: 700_000), orders: quotes)
    let actions = try actions(maker(), full)
    #expect(cancels(actions) == quotes[..<4].map(\.id))
    #expect(places(actions).isEmpty)
  }

  private func trader(_ side: Side) -> LeveragedTrader {
    var draws = draws(7)
    return LeveragedTrader(side, in: [MarketID(0)], &draws)
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
    #expect(orders.allSatisfy { $0.side == .sell && $0.timeInForce == .immediateOrCancel })
  }

  @Test func `of a leveraged trader withdraws what did not fill, and stays away when its money is gone`() throws {
    let order = RestingOrder(id: OrderID(slot: 3, sequence: 4), side: .buy, tick: 1, remaining: Quantity(lots: 5))
    #expect(cancels(try actions(trader(.buy), Holding(orders: [order]))) == [order.id])
    let poor = Notional(atoms: 9_999_999)
    #expect(try (0..<100).allSatisfy { try actions(trader(.buy), Holding(), equity: poor, index: $0).isEmpty })
  }

  @Test func `of a noise trader goes both ways in small amounts, and back when it holds too much`() throws {
    var drawn = draws()
    let noise = NoiseTrader(&drawn)
    let orders = try (0..<200).flatMap { places(try actions(noise, Holding(), index: $0)) }
    #expect(orders.count == 200)
    #expect((70...130).contains(orders.count { $0.side == .buy }))
    #expect(orders.allSatisfy { $0.timeInForce == .immediateOrCancel && (6_666...33_333).contains($0.quantity.lots) })
    let long = Holding(size: SignedQuantity(lots: 166_667))
    let back = try (0..<50).flatMap { places(try actions(noise, long, index: $0)) }
    #expect(back.count == 50 && back.allSatisfy { $0.side == .sell })
  }

  @Test func `does nothing in a market without a mark`() throws {
    var drawn = draws()
    let strategies: [any Strategy] = [maker(), trader(.buy), NoiseTrader(&drawn)]
    for strategy in strategies {
      var draws = draws()
      #expect(strategy.actions(Standing(equity: equity, holdings: [Holding()]), [], &draws).isEmpty)
    }
  }
}
