import Ledger
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `A sample of the premium` {
  @Test func `is due in the first block of a new interval, and compares the book with the mark`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.quoteAbove()
    // The clock says 1,003,000 and then 1,004,000.
    #expect(try exchange.block(at: 1_000_000).events(.premiumSampled).isEmpty)
    let journal = try exchange.block(at: 1_000_000)
    #expect(journal.events(.premiumSampled) == [.premiumSampled(partsPerMillion: 20_000, in: .init(0), at: Self.par)])
    let receipt = try #require(journal.receipts.first { $0.source == .funding })
    #expect(receipt.index == 0 && receipt.isAccepted)
    #expect(try exchange.market().premiumSum == 20_000)
    #expect(try exchange.market().premiumCount == 1)
    #expect(try exchange.market().sampleTimeMs == 1_004_000)
    #expect(try exchange.block(at: 1_000_000).events(.premiumSampled).isEmpty)
  }

  @Test func `is negative where the asks lie below the mark, and zero between bid and ask`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.order(.buy, 100, at: 9_600, by: 2)
    try exchange.order(.sell, 100, at: 9_700, by: 3)
    try exchange.block()
    _ = try exchange.block(at: 1_000_000)
    #expect(try exchange.market().premiumSum == -30_000)
    _ = try exchange.block(at: 965_000)
    _ = try exchange.block(at: 965_000)
    #expect(try exchange.market().premiumSum == -30_000)
    #expect(try exchange.market().premiumCount == 2)
  }

  /// 4 lots at 1.03 and of those at 1.01 six, for 10.18 in all: 1.018 a lot.
  @Test func `takes one level a step until the impact notional is there`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.order(.buy, 4, at: 10_300, by: 2)
    try exchange.order(.buy, 1_000, at: 10_100, by: 2)
    try exchange.order(.sell, 1_000, at: 10_400, by: 3)
    try exchange.block()
    let before = try exchange.block(at: 1_000_000).header?.stepCount ?? 0
    #expect(try exchange.market().premiumSum == 18_000)
    // A step to begin, two bids and an ask.
    let after = try exchange.block(at: 1_000_000).header?.stepCount ?? 0
    #expect(before == after + 4)
  }

  @Test(arguments: [(missing: FundingRules.MissingPremium.zero, count: UInt32(1)), (missing: .skip, count: 0)])
  func `of a thin book counts as zero or not at all, as the rules say`(
    row: (missing: FundingRules.MissingPremium, count: UInt32)
  ) throws {
    var exchange = try TestExchange.withFunding(row.missing)
    // 9 lots at 1.02 are less than 10 USDC.
    try exchange.order(.buy, 9, at: 10_200, by: 2)
    try exchange.order(.sell, 100, at: 10_300, by: 3)
    try exchange.block()
    let journal = try exchange.block(at: 1_000_000)
    #expect(journal.events(.premiumSampled) == [.premiumMissing(.thinBook, in: .init(0), at: Self.par)])
    #expect(try exchange.market().premiumCount == row.count)
    #expect(try exchange.market().premiumSum == 0)
    #expect(exchange.execution.isIdle)
  }

  @Test(arguments: [(missing: FundingRules.MissingPremium.zero, count: UInt32(1)), (missing: .skip, count: 0)])
  func `at a stale mark counts as zero or not at all, as the rules say`(
    row: (missing: FundingRules.MissingPremium, count: UInt32)
  ) throws {
    var exchange = try TestExchange.withFunding(row.missing)
    try exchange.quoteAbove()
    try exchange.wait(blocks: 1)
    exchange.execution.state.parameters.reportAgeLimitMs = 1
    let journal = try exchange.block()
    #expect(journal.events(.premiumSampled) == [.premiumMissing(.staleMark, in: .init(0), at: Self.par)])
    #expect(try exchange.market().premiumCount == row.count)
  }

  /// Somebody lays the bids out in crumbs: the walk ends after 256 of them.
  @Test(arguments: [(crumbs: UInt32(255), isTaken: true), (crumbs: 256, isTaken: false)])
  func `looks at a bounded number of levels`(row: (crumbs: UInt32, isTaken: Bool)) throws {
    var exchange = try TestExchange.withFunding(.skip)
    var funding = TestExchange.funding(.skip)
    // No 255 lots at less than 1.05 are worth as much.
    funding.impactNotional = Notional(atoms: 300_000_000)
    try exchange.setFunding(funding)
    for crumb in 0..<row.crumbs { try exchange.order(.buy, 1, at: 10_290 - crumb, by: 2) }
    try exchange.order(.buy, 1_000, at: 10_000, by: 2)
    try exchange.order(.sell, 1_000, at: 10_300, by: 3)
    try exchange.block()
    _ = try exchange.block(at: 1_000_000)
    #expect(try exchange.market().premiumCount == (row.isTaken ? 1 : 0))
  }

  private static let par: Price = {
    guard let price = Price(atomsPerLot: 1_000_000) else { preconditionFailure("one USDC is a price") }
    return price
  }()
}

@Suite struct `Funding` {
  /// Samples at 04, 06, 08 and 10: a premium of 2 % over 8 of 80 seconds is 0.2 % of 1 USDC a lot.
  @Test func `moves the index by the premium's share of the time since the clock began`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.quoteAbove()
    let journal = try exchange.blockOfCharge()
    let event = try #require(journal.events(.fundingCharged).first)
    #expect(exchange.execution.state.clock.timestampMs == 1_010_000)
    #expect(event.amount.atoms == 2_000_000_000 && event.code == 4 && event.atomsPerLot == 1_000_000)
    let market = try exchange.market()
    #expect(market.fundingIndex.rawValue == 2_000_000_000 && market.fundingTimeMs == 1_010_000)
    #expect(market.premiumSum == 0 && market.premiumCount == 0 && market.carryGeneration == 1)
    // 900 lots at 0.2 %: the long owes 1.80 USDC, and the short is owed them, before anybody trades.
    #expect(try exchange.equity(of: 0) == 998_200_000_000_000)
    #expect(try exchange.equity(of: 1) == 10_001_800_000_000_000)
    #expect(exchange.execution.state.totals.unsettledFunding == .zero)
  }

  @Test func `of a whole interval is that of ten seconds`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.quoteAbove()
    _ = try exchange.blockOfCharge()
    #expect(try exchange.blockOfCharge().events(.fundingCharged).first?.amount.atoms == 2_500_000_000)
    #expect(try exchange.market().carryGeneration == 2)
  }

  @Test func `is paid with the next trade, by the long to the atom above and to the short to the atom below`() throws {
    var exchange = try TestExchange.withFunding()
    var market = try exchange.market()
    market.fundingIndex = MicroAtoms(rawValue: 1_234_567)
    try exchange.execution.state.markets.write(market, at: 0)
    // 900 lots owe 1,111.1103 atoms.
    try exchange.order(.sell, 1, at: 10_000, by: 0)
    try exchange.order(.buy, 1, at: 10_000, by: 1)
    let journal = try exchange.block(at: 1_000_000)
    let (long, short) = (exchange.account(0), exchange.account(1))
    #expect(
      journal.events(.fundingSettled) == [
        .fundingSettled(Notional(atoms: -1_111), by: short, in: .init(0)),
        .fundingSettled(Notional(atoms: 1_112), by: long, in: .init(0)),
      ])
    #expect(try exchange.account(at: 0).cash.atoms == 1_000_000_000 - 1_112)
    #expect(try exchange.market().residue.rawValue == 1_000_000)
    #expect(try exchange.position(of: long)?.fundingIndex.rawValue == 1_234_567)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `of a position opened later counts from its opening`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.quoteAbove()
    _ = try exchange.blockOfCharge()
    try exchange.order(.buy, 10, at: 10_300, by: 4)
    _ = try exchange.block(at: 1_030_000)
    #expect(try exchange.position(of: exchange.account(4))?.fundingIndex.rawValue == 2_000_000_000)
    #expect(try exchange.equity(of: 4) == 10_000_000_000_000_000)
  }

  @Test func `never charges more than one interval, however long nobody made a block`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.quoteAbove()
    _ = try exchange.blockOfCharge()
    exchange.execution.state.parameters.reportAgeLimitMs = 1 << 40
    let journal = try exchange.block(afterMs: 86_400_000)
    #expect(journal.events(.fundingCharged).map(\.amount.atoms) == [2_500_000_000])
    #expect(try exchange.block().events(.fundingCharged).isEmpty)
  }

  @Test func `is not charged at a stale mark, and the interval is gone`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.quoteAbove()
    _ = try exchange.block(at: 1_000_000)
    _ = try exchange.block(at: 1_000_000)
    #expect(try exchange.market().premiumCount == 1)
    try exchange.wait(blocks: 5)
    let journal = try exchange.block()
    #expect(exchange.execution.state.clock.timestampMs == 1_010_000)
    // Samples at 04, 06 and 08 were of a fresh mark; the one at 10 is of a stale one, and counts as zero.
    #expect(journal.events(.fundingCharged) == [.fundingSkipped(samples: 4, in: .init(0))])
    let market = try exchange.market()
    #expect(market.fundingIndex == .zero && market.carryGeneration == 0)
    #expect(market.premiumSum == 0 && market.premiumCount == 0 && market.fundingTimeMs == 1_010_000)
    #expect(try exchange.blockOfCharge().events(.fundingCharged).first?.amount.atoms == 2_500_000_000)
  }

  @Test func `without a premium or interest leaves the index and its generation alone`() throws {
    var exchange = try TestExchange.withFunding()
    #expect(try exchange.blockOfCharge().events(.fundingCharged).first?.amount == .zero)
    #expect(try exchange.market().carryGeneration == 0)
  }

  @Test func `is interest where the book is missing`() throws {
    var exchange = try TestExchange.withFunding(.skip)
    var funding = TestExchange.funding(.skip)
    (funding.interestPartsPerMillion, funding.clamp) = (-100, Rate(partsPerMillion: 500))
    try exchange.setFunding(funding)
    let event = try #require(try exchange.blockOfCharge().events(.fundingCharged).first)
    // −100 ppm over a tenth of the period: shorts pay.
    #expect(event.amount.atoms == -10_000_000 && event.code == 0)
    #expect(try exchange.equity(of: 0) == 1_000_009_000_000_000)
  }

  @Test func `stops where the index would leave its bounds`() throws {
    var exchange = try TestExchange.withFunding()
    try exchange.quoteAbove()
    for (user, sign) in [(0, 1), (1, -1)] as [(Int, Int128)] {
      var position = try #require(try exchange.position(of: exchange.account(user)))
      position.fundingIndex = MicroAtoms(rawValue: Int128(FundingRules.indexLimit) - 2_000_000_000)
      let place = try #require(try exchange.account(at: user).firstPosition.index)
      try exchange.execution.state.positions.write(position, at: place)
      #expect(position.size.lots.signum() == Int64(sign))
    }
    var market = try exchange.market()
    market.fundingIndex = MicroAtoms(rawValue: Int128(FundingRules.indexLimit) - 2_000_000_000)
    try exchange.execution.state.markets.write(market, at: 0)
    #expect(try exchange.blockOfCharge().events(.fundingCharged).first?.amount == .zero)
    #expect(try exchange.market().fundingIndex == market.fundingIndex)
    #expect(try exchange.market().carryGeneration == 0)
  }

  @Test func `of a market without rules for it never begins`() throws {
    var exchange = try TestExchange.leveraged()
    for _ in 0..<12 {
      #expect(try exchange.block(at: 1_000_000).receipts.allSatisfy { $0.source != .funding })
    }
    #expect(try exchange.market().fundingTimeMs == 0)
  }

  @Test func `begins with the first mark of its market`() throws {
    var exchange = try TestExchange()
    try exchange.setFunding(TestExchange.funding())
    for _ in 0..<12 { #expect(try exchange.block().receipts.isEmpty) }
    #expect(try exchange.market().fundingTimeMs == 0)
    try exchange.price(1_000_000, of: 0)
    try exchange.block()
    #expect(try exchange.market().fundingTimeMs == 1_013_000)
    #expect(try exchange.market().sampleTimeMs == 1_013_000)
  }
}

@Suite struct `Random histories with funding` {
  @Test(arguments: Seeds.all)
  func `conserve money to the millionth of an atom, and the residue only grows`(seed: UInt64) throws {
    var (settled, charged) = (0, 0)
    for history in 0..<8 as Range<UInt64> {
      var exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: seed &+ history, insurance: 3_000_000)
      for market in 0..<2 as Range<UInt64> {
        var funding = TestExchange.funding(market == 0 ? .zero : .skip)
        funding.intervalMs = 3_000
        funding.sampleMs = 1_000
        funding.cap = Rate(partsPerMillion: 500_000)
        (funding.interestPartsPerMillion, funding.clamp) = (-777, Rate(partsPerMillion: 1_000))
        try exchange.setFunding(funding, of: market)
      }
      var (traders, residue) = (RandomTraders(), Int128(0))
      for _ in 0..<40 {
        try traders.submit(to: &exchange)
        let journal = try exchange.block()
        traders.remember(journal)
        settled += journal.events(.fundingSettled).count
        charged += journal.events(.fundingCharged).filter { $0.amount != .zero }.count
        #expect(journal.imbalance == .zero)
        #expect(try exchange.execution.state.violation() == nil)
        let total = exchange.execution.state.totals.residue.rawValue
        #expect(total >= residue)
        residue = total
      }
    }
    #expect(settled > 20 && charged > 20, "\(settled) settlements, \(charged) charges")
  }
}
