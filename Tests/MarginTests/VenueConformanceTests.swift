import Ledger
import Margin
import TestSupport
import Testing
import Units

/// Kinds of published calculations which our rules express exactly. Other kinds (options, portfolio margin, funding,
/// fees, margin fixed at entry) are other rules.
@Suite(.enabled(if: VenueCase.isAvailable, Comment(rawValue: Conformance.isMissing)))
struct `Other venues' calculations` {
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let check: @Sendable (VenueCase) throws -> Void

    var testDescription: String { name }
  }

  static let kinds: [Kind] = [
    Kind(name: "notional_tier_deductions", check: VenueTiers.checkDeductions),
    Kind(name: "notional_tier_lookup", check: VenueTiers.checkLookup),
    Kind(name: "liquidation_price_tiered", check: VenueLiquidationPrice.check),
    Kind(name: "liquidation_price_isolated", check: VenueLiquidationPrice.check),
    Kind(name: "margin_requirement", check: VenueRequirement.check),
    Kind(name: "initial_margin", check: VenueRequirement.checkInitial),
    Kind(name: "account_health", check: VenueAccount.checkHealth),
    Kind(name: "liquidatable_predicate", check: VenueAccount.checkLiquidatable),
    Kind(name: "undercollateralised_transition_rule", check: VenueAccount.checkTransition),
    Kind(name: "bankruptcy_price", check: VenueBankruptcy.checkPrice),
    Kind(name: "deleverage_at_bankruptcy_price", check: VenueBankruptcy.checkDeleverage),
    Kind(name: "final_settlement_at_oracle_price", check: VenueBankruptcy.checkSettlement),
    Kind(name: "mark_to_market_new_trades", check: VenueProfit.checkNewTrades),
    Kind(name: "takeover_inventory_pnl", check: VenueProfit.checkInventory),
  ]

  @Test(arguments: kinds)
  func `come out of our functions`(kind: Kind) throws {
    var (used, outside) = (0, [String]())
    for venueCase in VenueCase.all where venueCase.kind == kind.name {
      do {
        try kind.check(venueCase)
        used += 1
      } catch let reason as Inexpressible {
        outside.append("\(venueCase.id): \(reason)")
      }
    }
    #expect(used > 0, "none of \(outside.count) cases was used: \(outside)")
    #expect(used + outside.count == VenueCase.all.count { $0.kind == kind.name })
  }
}
