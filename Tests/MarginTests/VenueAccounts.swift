import Ledger
import Margin
import TestSupport
import Testing
import Units

/// Verdicts on a whole account.
enum VenueAccount {
  @Sendable static func checkHealth(_ venueCase: VenueCase) throws {
    let inputs = venueCase.inputs
    let tiers = MarginTier.flat(
      initial: try inputs.ratePartsPerMillion("initial_margin_fraction"),
      maintenance: try inputs.ratePartsPerMillion("maintenance_margin_fraction"))
    var risk = AccountRisk(cash: Notional(atoms: try inputs.exact("usdc_balance").atoms()))
    for position in try inputs.list("positions") {
      let held = try VenuePosition(size: try position.exact("size"), mark: try position.exact("price_usd"))
      risk.add(held.position, Samples.rules(tiers), held.market)
    }
    let expected = try venueCase.expected.member("raw")
    #expect(Exact(risk.equity.rawValue, over: 1_000_000) == (try expected.exact("net_collateral")), "\(venueCase.id)")
    let (initial, maintenance) = (risk.requirement.initial, risk.requirement.maintenance)
    #expect(Exact(initial.notional(rounding: .up).atoms) == (try expected.exact("initial_margin")), "\(venueCase.id)")
    #expect(
      Exact(maintenance.notional(rounding: .up).atoms) == (try expected.exact("maintenance_margin")), "\(venueCase.id)")
  }

  @Sendable static func checkLiquidatable(_ venueCase: VenueCase) throws {
    let rows = try venueCase.inputs.list("rows")
    guard case .array(let verdicts) = try venueCase.expected.member("liquidatable"), verdicts.count == rows.count
    else { throw Inexpressible.missing("liquidatable") }
    for (row, verdict) in zip(rows, verdicts) {
      guard case .boolean(let expected) = verdict else { throw Inexpressible.missing("liquidatable") }
      let risk = try risk(row)
      // An account that holds nothing is never looked at, whatever it owes.
      let holdsSomething = risk.requirement.maintenance > .zero
      #expect((holdsSomething && !risk.isAtOrAboveMaintenance) == expected, "\(venueCase.id) \(row)")
    }
  }

  @Sendable static func checkTransition(_ venueCase: VenueCase) throws {
    let before = try risk(try venueCase.inputs.member("before"))
    let after = try risk(try venueCase.inputs.member("after"))
    guard before != after else { throw Inexpressible.outside("a change that changes nothing; a fill always does") }
    guard case .boolean(let expected) = try venueCase.expected.member("allowed") else {
      throw Inexpressible.missing("allowed")
    }
    #expect(after.isNoRiskier(than: before) == expected, "\(venueCase.id)")
  }

  private static func risk(_ row: JSON) throws(Inexpressible) -> AccountRisk {
    Samples.risk(equity: try row.exact("net_collateral").atoms(), maintenance: try row.exact("mmr").atoms())
  }
}

/// Profit and loss of trades against a mark.
enum VenueProfit {
  @Sendable static func checkNewTrades(_ venueCase: VenueCase) throws {
    let inputs = venueCase.inputs
    let mark = try VenuePosition(size: Exact(1), mark: try inputs.exact("mark_after")).mark
    for ask in try inputs.list("resting_asks") {
      let trade = try VenuePosition(size: try ask.exact("size"), mark: try ask.exact("price"))
      guard trade.lotsPerUnit == 1 else { throw Inexpressible.outside("a broken size") }
      let fill = PositionFill(
        Samples.position(0), in: Market(), .sell, trade.position.size.magnitude, at: trade.mark)
      let gain = mark.value(of: fill.position.size).subtracting(fill.position.cost).adding(fill.cashChange)
      let party = ask["party"]?.string ?? ""
      let transfer =
        try venueCase.expected["transfer_from_\(party)_to_aggressor"]?.exact
        ?? venueCase.expected.exact("transfer_from_\(party)")
      #expect(gain.atoms == (try (-transfer).atoms()), "\(venueCase.id) \(party)")
    }
  }

  /// `mark 100: take over long 1`, one after another.
  @Sendable static func checkInventory(_ venueCase: VenueCase) throws {
    var (position, cash) = (Samples.position(0), Notional.zero)
    for (index, step) in try venueCase.inputs.list("steps").enumerated() {
      let words = (step.string ?? "").split { " :".contains($0) }.map(String.init)
      guard words.count >= 2, let mark = Exact(words[1]) else { throw Inexpressible.missing("mark") }
      let price = try VenuePosition(size: Exact(1), mark: mark).mark
      if words.count == 6, let lots = UInt64(words[5]) {
        let side: Side = words[4] == "long" ? .buy : .sell
        let fill = PositionFill(position, in: Market(), side, Quantity(lots: lots), at: price)
        (position, cash) = (fill.position, cash.adding(fill.cashChange))
      }
      func expected(_ key: String) throws -> Exact? { try venueCase.expected.list(key)[index].exact }
      #expect(Exact(Int128(position.size.lots)) == (try expected("position")), "\(venueCase.id)")
      let entry = Exact(position.cost.atoms, over: Int128(position.size.lots) * 1_000_000)
      #expect(entry == (try expected("average_entry")), "\(venueCase.id)")
      #expect(Exact(cash.atoms, over: 1_000_000) == (try expected("realised")), "\(venueCase.id)")
      let gain = price.value(of: position.size).subtracting(position.cost)
      #expect(Exact(gain.atoms, over: 1_000_000) == (try expected("unrealised")), "\(venueCase.id)")
    }
  }
}
