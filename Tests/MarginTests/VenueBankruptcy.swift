import Ledger
import Margin
import TestSupport
import Testing
import Units

/// dYdX: the price at which closing leaves an account's ratio of collateral to maintenance as it was.
enum VenueBankruptcy {
  @Sendable static func checkPrice(_ venueCase: VenueCase) throws {
    let (inputs, expected) = (venueCase.inputs, venueCase.expected)
    let market = inputs["close_market"]?.string ?? ""
    let size = try inputs.exact("close_size_base")
    let account = try Account(inputs, inputs, closing: market, parts: [size])
    let quote = try expected.exact("quote_delta_usd").atoms()
    let lots = try account.lots(of: size)
    let tickAtoms = Int128(account.rules.tickAtomsPerLot) * lots
    let highest = Int128(MarketRules.tickLimit) - 1
    let ticks = account.isLong ? Exact(quote, over: tickAtoms).roundedUp : Exact(-quote, over: tickAtoms).roundedDown
    let isReachable = account.isLong ? ticks <= highest : ticks >= 1
    #expect(
      account.limitTick.map { Int128($0) } == (isReachable ? min(max(ticks, 1), highest) : nil), "\(venueCase.id)")
  }

  @Sendable static func checkDeleverage(_ venueCase: VenueCase) throws {
    let (inputs, expected) = (venueCase.inputs, venueCase.expected)
    guard expected["error"] == nil else { throw Inexpressible.outside("two limits that do not meet") }
    let size = try inputs.exact("close_size_base")
    let market = try Self.onlyMarket(try inputs.member("liquidated"))
    let liquidated = try Account(inputs, try inputs.member("liquidated"), closing: market, parts: [size])
    guard let tick = liquidated.limitTick else { throw Inexpressible.outside("no price that would do") }
    let price = liquidated.rules.price(ofTick: tick)
    let atomsPerUnit = try expected.exact("transfer_price_usd").atoms()
    guard atomsPerUnit.isMultiple(of: Int128(liquidated.rules.tickAtomsPerLot) * liquidated.held.lotsPerUnit) else {
      throw Inexpressible.outside("a price between our ticks")
    }
    #expect(Int128(price.atomsPerLot) * liquidated.held.lotsPerUnit == atomsPerUnit, "\(venueCase.id)")
    let offsetting = try Account(inputs, try inputs.member("offsetting"), closing: market, parts: [size])
    for (account, key) in [(liquidated, "liquidated_usdc_after"), (offsetting, "offsetting_usdc_after")] {
      #expect(try account.balance(closing: size, at: price) == expected.exact(key).atoms(), "\(venueCase.id) \(key)")
    }
  }

  @Sendable static func checkSettlement(_ venueCase: VenueCase) throws {
    let (inputs, expected) = (venueCase.inputs, venueCase.expected)
    guard expected["error"] == nil else { throw Inexpressible.outside("a rule on who may be settled") }
    let size = try inputs.exact("close_size_base")
    for side in ["closing", "offsetting"] {
      let account = try Account(inputs, try inputs.member(side), closing: "BTC", parts: [size])
      let found = try account.balance(closing: size, at: account.held.mark)
      #expect(found == (try expected.exact("\(side)_usdc_after").atoms()), "\(venueCase.id) \(side)")
    }
  }

  private static func onlyMarket(_ account: JSON) throws(Inexpressible) -> String {
    guard case .object(let sizes) = try account.member("positions_base"), sizes.count == 1,
      let market = sizes.keys.first
    else { throw .outside("more than one market") }
    return market
  }

  /// An account whose positions cost nothing, so that its cash is the venue's quote balance.
  private struct Account {
    let cash: Notional
    let held: VenuePosition
    let rules: MarketRules
    let risk: AccountRisk

    init(_ inputs: JSON, _ account: JSON, closing market: String, parts: [Exact]) throws(Inexpressible) {
      let tiers = MarginTier.flat(
        initial: try inputs.ratePartsPerMillion("initial_margin_fraction"),
        maintenance: try inputs.ratePartsPerMillion("maintenance_margin_fraction"))
      let prices = try inputs.member("oracle_prices_usd")
      cash = Notional(atoms: try account.exact("usdc_balance").atoms())
      var risk = AccountRisk(cash: cash)
      var held: VenuePosition?
      for (name, size) in try Self.sizes(account) {
        let isClosed = name == market
        let position = try VenuePosition(size: size, mark: try prices.exact(name), parts: isClosed ? parts : [])
        risk.add(position.position, position.rules(tiers), position.market)
        if isClosed { held = position }
      }
      guard let held else { throw .missing(market) }
      (self.held, self.risk, rules) = (held, risk, held.rules(tiers))
    }

    private static func sizes(_ account: JSON) throws(Inexpressible) -> [(String, Exact)] {
      guard let positions = account["positions_base"] else { return [("BTC", try account.exact("position_base"))] }
      guard case .object(let sizes) = positions else { throw .missing("positions_base") }
      var found: [(String, Exact)] = []
      for name in sizes.keys.sorted() { found.append((name, try positions.exact(name))) }
      return found
    }

    var isLong: Bool { held.lots > 0 }

    var limitTick: UInt32? {
      LiquidationLimit.worstTick(closing: held.position, of: risk, rules: rules, mark: held.mark)
    }

    func lots(of size: Exact) throws(Inexpressible) -> Int128 {
      guard let lots = (size * Exact(held.lotsPerUnit)).whole else { throw .outside("a broken lot") }
      return lots
    }

    /// The quote balance after `size` was closed.
    func balance(closing size: Exact, at price: Price) throws(Inexpressible) -> Int128 {
      let fill = PositionFill(
        held.position, in: Market(), isLong ? .sell : .buy, Quantity(lots: UInt64(try lots(of: size))), at: price)
      return cash.adding(fill.cashChange).subtracting(fill.position.cost).atoms
    }
  }
}
