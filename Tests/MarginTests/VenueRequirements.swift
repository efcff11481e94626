import Ledger
import Margin
import TestSupport
import Testing
import Units

/// Tables of tiers with deductions: `margin = notional × rate − deduction` is the integral of marginal brackets.
enum VenueTiers {
  @Sendable static func checkDeductions(_ venueCase: VenueCase) throws {
    let tiers = try venueCase.inputs.list("tiers")
    let rules = try rules(tiers)
    let expected = try venueCase.expected.list("maintenance_amount_usd")
    for (tier, deduction) in zip(tiers, expected) {
      let (lower, rate) = (try tier.exact("lower_notional_usd"), try tier.exact("maintenance_rate"))
      let found = lower * rate - (try maintenance(of: lower, rules))
      #expect(found == deduction.exact, "\(venueCase.id) from \(lower)")
    }
    #expect(expected.count == tiers.count)
  }

  @Sendable static func checkLookup(_ venueCase: VenueCase) throws {
    let rules = try rules(try venueCase.inputs.list("tiers"))
    let found = try maintenance(of: try venueCase.inputs.exact("notional_usd"), rules)
    #expect(found == (try venueCase.expected.exact("maintenance_margin_usd")), "\(venueCase.id)")
  }

  private static func rules(_ tiers: [JSON]) throws(Inexpressible) -> MarketRules {
    guard tiers.count <= 8 else { throw .outside("more than eight tiers") }
    var made: [MarginTier] = []
    for (index, tier) in tiers.enumerated() {
      let upTo = index + 1 < tiers.count ? try tiers[index + 1].exact("lower_notional_usd").atoms() : 0
      made.append(Samples.tier(upTo, 1_000_000, try tier.ratePartsPerMillion("maintenance_rate"), 0))
    }
    return Samples.rules(made)
  }

  /// In US dollars, at a price of one cent a lot.
  private static func maintenance(of notional: Exact, _ rules: MarketRules) throws(Inexpressible) -> Exact {
    guard let lots = (notional * Exact(100)).whole, let lots = UInt64(exactly: lots), lots < Quantity.limit else {
      throw .outside("a notional finer than cents or beyond ours")
    }
    let found = rules.requirement(for: Quantity(lots: lots), at: Samples.price(10_000)).maintenance
    return Exact(found.rawValue, over: 1_000_000_000_000)
  }
}

/// dYdX: margins are rounded up to the atom, maintenance twice on its way.
enum VenueRequirement {
  @Sendable static func check(_ venueCase: VenueCase) throws {
    let inputs = venueCase.inputs
    try inputs.requireNoOpenInterestScaling("open_interest_cap_lower_usd", "open_interest_cap_upper_usd")
    let initialRate = try inputs.exact("initial_margin_fraction")
    let maintenanceRate = initialRate * (try inputs.exact("maintenance_fraction_of_initial"))
    let held = try VenuePosition(size: try inputs.exact("size_base"), mark: try inputs.exact("oracle_price_usd"))
    let rules = Samples.rules(
      MarginTier.flat(
        initial: try initialRate.partsPerMillion(), maintenance: try maintenanceRate.partsPerMillion()))
    let found = rules.requirement(for: held.position.size.magnitude, at: held.mark)
    #expect(
      found.initial.notional(rounding: .up).atoms == (try venueCase.expected.exact("initial_margin_usd").atoms()),
      "\(venueCase.id)")
    let maintenance = found.maintenance.notional(rounding: .up).atoms
    let expected = try venueCase.expected.exact("maintenance_margin_usd").atoms()
    // Ours is exact before it is rounded once.
    #expect((maintenance...maintenance + 1).contains(expected), "\(venueCase.id)")
  }

  @Sendable static func checkInitial(_ venueCase: VenueCase) throws {
    let inputs = venueCase.inputs
    try inputs.requireNoOpenInterestScaling("cap_lower_usd", "cap_upper_usd")
    let rate = try inputs.ratePartsPerMillion("base_initial_margin_fraction")
    guard let mark = Price(atomsPerLot: UInt64(clamping: try inputs.exact("notional_usd").atoms())) else {
      throw Inexpressible.outside("no notional, or one beyond ours")
    }
    let found = Samples.rules(MarginTier.flat(initial: rate, maintenance: 0))
      .requirement(for: Quantity(lots: 1), at: mark)
    let expected = try venueCase.expected.exact("initial_margin_usd").atoms()
    #expect(found.initial.notional(rounding: .up).atoms == expected, "\(venueCase.id)")
  }
}
