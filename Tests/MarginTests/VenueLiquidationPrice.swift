import Ledger
import Margin
import TestSupport
import Testing
import Units

/// Where a position comes to be liquidated: just before that price the account is healthy, just behind it no more.
///
/// Everything scales with the unit of money, so a small one makes prices as fine as a case needs.
enum VenueLiquidationPrice {
  @Sendable static func check(_ venueCase: VenueCase) throws {
    let scene = try Scene(venueCase.inputs)
    let limit = scene.atomsPerLot(try venueCase.expected.exact("liquidation_price_usd"))
    let text = venueCase.expected["liquidation_price_usd"]?.string ?? ""
    let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
    // Half of the last digit that was printed, what the venue itself allows, what binary fractions lose, and our own
    // coarseness.
    let printed = scene.atomsPerLot(Exact(1, over: 2 * Exact.power(min(decimals, 12))))
    let allowed = (Exact(limit) * (try venueCase.expected.exactOrZero("relative_tolerance"))).roundedUp
    let tolerance = printed + allowed + limit / 1_000_000_000 + 2
    let favour = scene.side == .buy ? tolerance : -tolerance
    #expect(try scene.isHealthy(at: limit + favour), "\(venueCase.id)")
    #expect(try !scene.isHealthy(at: limit - favour), "\(venueCase.id)")
  }

  private struct Scene {
    let side: Side
    let lots: Int64
    /// At the entry price.
    let equity: Exact
    let entry: Exact
    let rules: MarketRules
    let atomsPerDollar: Int128
    let atomsPerLotOfOneDollar: Exact

    init(_ inputs: JSON) throws(Inexpressible) {
      side = inputs["side"]?.string == "short" ? .sell : .buy
      let numbers = try Numbers(inputs)
      guard let lots = Int64(exactly: numbers.size.numerator) else { throw .outside("a size beyond ours") }
      self.lots = side == .buy ? lots : -lots
      (equity, entry) = (numbers.equity, numbers.entry)
      var atomsPerDollar: Int128 = 1
      while Exact(10 * atomsPerDollar, over: numbers.size.denominator) * entry < Exact(1 << 40) { atomsPerDollar *= 10 }
      self.atomsPerDollar = atomsPerDollar
      atomsPerLotOfOneDollar = Exact(atomsPerDollar, over: numbers.size.denominator)
      // `notional × rate − deduction` from zero: nothing up to deduction / rate, then the rate.
      let free = (numbers.deduction / numbers.rate * Exact(atomsPerDollar)).roundedDown
      let rate = try numbers.rate.partsPerMillion()
      let last = Samples.tier(0, 1_000_000, rate, 0)
      rules = Samples.rules(free > 0 ? [Samples.tier(free, 0, 0, 0), last] : [last])
    }

    func atomsPerLot(_ dollars: Exact) -> Int128 { (dollars * atomsPerLotOfOneDollar).roundedDown }

    func isHealthy(at atomsPerLot: Int128) throws(Inexpressible) -> Bool {
      guard let mark = Price(atomsPerLot: UInt64(clamping: atomsPerLot)) else { throw .outside("a price beyond ours") }
      var risk = AccountRisk(cash: Notional(atoms: (equity * Exact(atomsPerDollar)).roundedDown))
      let cost = (entry * atomsPerLotOfOneDollar * Exact(Int128(lots))).roundedDown
      risk.add(Samples.position(lots, cost: cost), rules, Samples.market(mark: mark.atomsPerLot))
      return risk.isAtOrAboveMaintenance
    }
  }

  /// What each venue calls its inputs.
  private struct Numbers {
    let size: Exact
    let entry: Exact
    let equity: Exact
    let rate: Exact
    let deduction: Exact

    init(_ inputs: JSON) throws(Inexpressible) {
      if let position = inputs["position"] {
        size = try position.exact("size")
        entry = try position.exact("entry_usd")
        rate = try position.exact("maintenance_rate")
        deduction = try position.exactOrZero("maintenance_amount_usd")
        guard try inputs.list("other_positions").isEmpty else { throw .outside("markets that stand still") }
        equity = try inputs.exact("wallet_balance_usd")
        return
      }
      guard inputs["venue_formula"]?.string != "bybit" else { throw .outside("maintenance fixed at the entry price") }
      size = try inputs.exact("size")
      entry = try inputs.exact("entry_usd")
      equity = inputs["margin_usd"] == nil ? try inputs.exact("position_margin_usd") : try inputs.exact("margin_usd")
      let maintenance =
        inputs["maintenance_rate"] == nil
        ? try inputs.exact("maintenance_fraction") : try inputs.exact("maintenance_rate")
      // A fee for closing that counts as part of the threshold is a higher rate.
      rate = maintenance + (try inputs.exactOrZero("taker_fee"))
      deduction = try inputs.exactOrZero("maintenance_amount_usd")
    }
  }
}
