import Ledger
import Merkle
import StateTransition
import Testing
import Units

/// Worlds in which funding is charged.
extension TestExchange {
  /// Every 10 seconds, of a period of 80; samples every 2 seconds of 10 USDC on each side; no interest, at most 4 %.
  static func funding(_ missing: FundingRules.MissingPremium = .zero) -> FundingRules {
    var rules = FundingRules()
    rules.intervalMs = 10_000
    rules.sampleMs = 2_000
    rules.periodMs = 80_000
    rules.impactNotional = Notional(atoms: 10_000_000)
    rules.cap = Rate(partsPerMillion: 40_000)
    rules.missing = missing
    return rules
  }

  mutating func setFunding(_ funding: FundingRules, of market: UInt64 = 0) throws {
    var rules = try execution.state.rules.read(market)
    rules.funding = funding
    try execution.state.rules.write(rules, at: market)
  }

  func market(_ index: UInt64 = 0) throws -> Market { try execution.state.markets.read(index) }

  /// User 0 is long 900 lots that user 1 sold, and the clock of funding runs since 1,002,000.
  static func withFunding(_ missing: FundingRules.MissingPremium = .zero) throws -> TestExchange {
    var exchange = try TestExchange.scene(first: 1_000_000_000)
    try exchange.setFunding(funding(missing))
    try exchange.order(.sell, 900, at: 10_000, by: 1)
    try exchange.order(.buy, 900, at: 10_000, by: 0)
    _ = try exchange.block(at: 1_000_000)
    return exchange
  }

  /// Orders of 10 USDC and more: bids at 1.02, asks at 1.03. At a mark of 1.00 a premium of 2 %.
  mutating func quoteAbove() throws {
    try order(.buy, 100, at: 10_200, by: 2)
    try order(.sell, 100, at: 10_300, by: 3)
  }

  /// Blocks at this price until one has charged funding, or skipped it.
  mutating func blockOfCharge(at atomsPerLot: UInt64 = 1_000_000) throws -> Journal {
    for _ in 0..<11 {
      let journal = try block(at: atomsPerLot)
      #expect(try execution.state.violation() == nil)
      if !journal.events(.fundingCharged).isEmpty { return journal }
    }
    Issue.record("no funding was charged in eleven seconds")
    return Journal()
  }

  /// A block so much later than the last.
  mutating func block(afterMs milliseconds: UInt64) throws -> Journal {
    var inputs = try takeInputs()
    inputs.timestampMs = execution.state.clock.timestampMs + milliseconds
    return execution.execute(KnownInputs(inputs))
  }
}
