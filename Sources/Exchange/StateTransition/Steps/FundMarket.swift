import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// FUNDING: begins a sample of one market's premium, or charges its funding, or finds nothing due and goes on.
  ///
  /// Both are due in the first block of a new interval, counted from the beginning of time: hourly funding is charged
  /// on the hour. A market without a mark has neither; its clock starts in the first block that finds one.
  mutating func fundMarket(into journal: inout Journal) throws(StateAccessError) {
    let id = MarketID(UInt32(building.cursor))
    let rules = try state.rules.read(id.index).funding
    var market = try state.markets.read(id.index)
    guard rules.intervalMs > 0, let mark = market.mark else { return advance() }
    let now = state.clock.timestampMs
    if market.fundingTimeMs == 0 {
      (market.fundingTimeMs, market.sampleTimeMs) = (now, now)
      try state.markets.write(market, at: id.index)
      return advance()
    }
    if now.isInLaterInterval(than: market.sampleTimeMs, ofMs: rules.sampleMs) {
      return try beginSample(of: id, market, rules, at: mark, into: &journal)
    }
    advance()
    guard now.isInLaterInterval(than: market.fundingTimeMs, ofMs: rules.intervalMs) else { return }
    try chargeFunding(of: id, market, rules, at: mark, into: &journal)
  }

  /// A stale mark is not sampled: the book would be compared with the past.
  private mutating func beginSample(
    of id: MarketID, _ market: Market, _ rules: FundingRules, at mark: Price, into journal: inout Journal
  ) throws(StateAccessError) {
    var market = market
    market.sampleTimeMs = state.clock.timestampMs
    try state.markets.write(market, at: id.index)
    startWork(.funding, id.index)
    work.market = id
    guard state.parameters.markState(of: market, at: state.clock.timestampMs) == .fresh else {
      return try missSample(rules, .premiumMissing(.staleMark, in: id, at: mark), into: &journal)
    }
    work.kind = .samplePremium
    work.side = .buy
  }

  /// FUNDING: takes one level into the impact price of a side, bids first; ends the sample when both sides have one.
  mutating func sampleNextLevel(into journal: inout Journal) throws(StateAccessError) {
    let (id, side) = (work.market, work.side)
    let rules = try state.rules.read(id.index)
    guard let mark = try state.markets.read(id.index).mark else {
      throw .contradictory("a premium is sampled in a market that never had a price")
    }
    guard work.operation < ImpactPrice.levelLimit,
      let tick = try state.books[state.books.place(of: id)].nextTick(of: side, after: work.tick)
    else { return try missSample(rules.funding, .premiumMissing(.thinBook, in: id, at: mark), into: &journal) }
    var impact = ImpactPrice(of: rules.funding.impactNotional, lots: work.lots, notional: work.notional)
    // A lot is worth an atom or more, and nobody asks for a level more than is needed.
    guard rules.funding.intervalMs > 0, !impact.isComplete, Int128(work.lots.lots) <= work.notional.atoms else {
      throw .contradictory("a premium is sampled from other levels than there are")
    }
    impact.take(
      try state.books[state.books.place(of: id)][side].level(at: tick).quantity,
      at: try rules.price(ofStoredTick: tick))
    (work.tick, work.operation) = (tick, work.operation + 1)
    (work.lots, work.notional) = (impact.lots, impact.notional)
    guard impact.isComplete else { return }
    switch side {
    case .buy: sampleAsks(behind: impact.excess(over: mark))
    case .sell: try endSample(shortfall: impact.shortfall(below: mark), at: mark, into: &journal)
    }
  }

  /// The bids are known; the walk begins anew on the other side.
  private mutating func sampleAsks(behind excess: MicroAtoms) {
    work.headroom = excess
    work.side = .sell
    (work.tick, work.operation, work.lots, work.notional) = (0, 0, .zero, .zero)
  }

  private mutating func endSample(
    shortfall: MicroAtoms, at mark: Price, into journal: inout Journal
  ) throws(StateAccessError) {
    let premium = FundingRules.premiumPartsPerMillion(excess: work.headroom, shortfall: shortfall, mark: mark)
    try countSample(premium)
    emit(.premiumSampled(partsPerMillion: premium, in: work.market, at: mark), into: &journal)
    finish(into: &journal)
  }

  /// What cannot be sampled counts as zero, or not at all.
  private mutating func missSample(
    _ rules: FundingRules, _ event: Event, into journal: inout Journal
  ) throws(StateAccessError) {
    if rules.missing == .zero { try countSample(0) }
    emit(event, into: &journal)
    finish(into: &journal)
  }

  private mutating func countSample(_ premiumPartsPerMillion: Int64) throws(StateAccessError) {
    var market = try state.markets.read(work.market.index)
    market.premiumSum += premiumPartsPerMillion
    market.premiumCount += 1
    try state.markets.write(market, at: work.market.index)
  }

  /// Moves the funding index by what the samples since the last charge call for, and begins new sums.
  ///
  /// At most one interval is charged, whatever time has passed: an outage does not accrue a day's funding in a step. At a
  /// stale mark nothing is charged at all, and the interval is gone.
  private mutating func chargeFunding(
    of id: MarketID, _ before: Market, _ rules: FundingRules, at mark: Price, into journal: inout Journal
  ) throws(StateAccessError) {
    let now = state.clock.timestampMs
    var market = before
    market.fundingTimeMs = now
    (market.premiumSum, market.premiumCount) = (0, 0)
    startWork(.funding, id.index)
    if state.parameters.markState(of: market, at: now) == .fresh {
      let change = rules.indexChange(
        premiumSum: before.premiumSum, premiumCount: before.premiumCount, mark: mark,
        elapsedMs: min(now - before.fundingTimeMs, rules.intervalMs))
      let charged = market.moveFundingIndex(by: change)
      emit(.fundingCharged(charged, samples: before.premiumCount, in: id, at: mark), into: &journal)
    } else {
      emit(.fundingSkipped(samples: before.premiumCount, in: id), into: &journal)
    }
    try state.markets.write(market, at: id.index)
    finish(into: &journal)
  }
}

extension Market {
  /// Adds `change` to the funding index, unless that takes it to its limit; tells what was added.
  ///
  /// As many lots are long as short, so what all positions owe together does not change.
  fileprivate mutating func moveFundingIndex(by change: MicroAtoms) -> MicroAtoms {
    let moved = fundingIndex.adding(change)
    guard moved.rawValue.magnitude < FundingRules.indexLimit, change != .zero else { return .zero }
    fundingIndex = moved
    carryGeneration += 1
    return change
  }
}

extension UInt64 {
  /// Whether this time lies in a later interval than `time`, where intervals of `length` begin at time 0.
  fileprivate func isInLaterInterval(than time: UInt64, ofMs length: UInt64) -> Bool { self / length > time / length }
}
