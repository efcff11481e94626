import Cryptography
import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `The mark of a market` {
  private func price(_ atomsPerLot: UInt64) throws -> Price { try #require(Price(atomsPerLot: atomsPerLot)) }

  /// Five publishers, four of whom make a quorum; a tenth from the median is the most that counts.
  private func fivePublishers() throws -> TestExchange {
    var exchange = try TestExchange(publishers: 5)
    exchange.execution.state.parameters.deviationLimit = Rate(partsPerMillion: 100_000)
    return exchange
  }

  @Test func `leaves one liar of five out, and says so`() throws {
    var exchange = try fivePublishers()
    for (publisher, atoms) in [1_030_000, 1_010_000, 2_000_000, 1_000_000, 1_020_000].enumerated() {
      try exchange.report(UInt64(atoms), of: 0, by: UInt8(publisher))
    }
    let journal = try exchange.block()
    #expect(try exchange.market().markAtomsPerLot == 1_010_000)
    let place = try #require(journal.receipts.firstIndex { $0.source == .mark })
    #expect(journal.receipts[place].index == 0 && journal.receipts[place].isAccepted)
    #expect(
      journal.events[place] == [
        .reportDeviated(try price(2_000_000), on: 0, publisher: 2, median: try price(1_020_000)),
        .markSet(try price(1_010_000), on: 0),
      ])
  }

  @Test func `stays where too many deviate, and says who`() throws {
    var exchange = try fivePublishers()
    try exchange.price(1_000_000, of: 0)
    try exchange.block()
    for publisher in 3...4 as ClosedRange<UInt8> { try exchange.report(5_000_000, of: 0, by: publisher) }
    let journal = try exchange.block()
    #expect(journal.events(.reportDeviated).map(\.account.rawValue) == [3, 4])
    #expect(journal.events(.markSet).isEmpty)
    #expect(try exchange.market().markAtomsPerLot == 1_000_000)
    #expect(try exchange.market().markTimeMs == 1_000_990)
  }

  @Test func `writes no receipt where everybody agrees, and counts only changes`() throws {
    var exchange = try fivePublishers()
    var generations: [UInt64] = []
    for atoms in [1_000_000, 1_000_000, 1_000_001, 1_000_000] as [UInt64] {
      try exchange.price(atoms, of: 0)
      #expect(try exchange.block().receipts.allSatisfy { $0.source == .report })
      generations.append(try exchange.market().priceGeneration)
    }
    #expect(generations == [1, 1, 2, 3])
    #expect(try exchange.market(1).priceGeneration == 0)
    #expect(exchange.execution.isIdle)
  }

  /// 5 % and 1 % a second: a fall by 30 % is let in once 25 seconds have begun. The last mark is 10 ms older than its block.
  @Test func `follows a crash as soon as the band is wide enough for it, and not a second earlier`() throws {
    var exchange = try TestExchange.leveraged()
    exchange.execution.state.parameters.bandBase = Rate(partsPerMillion: 50_000)
    exchange.execution.state.parameters.bandPerSecond = Rate(partsPerMillion: 10_000)
    _ = try exchange.block(at: 1_000_000)
    let generation = try exchange.market().priceGeneration
    for second in 1...23 as ClosedRange<UInt32> {
      let journal = try exchange.block(at: 700_000)
      let refused = Event.markRefused(
        try price(700_000), on: 0, last: try price(1_000_000), widthPartsPerMillion: 60_000 + second * 10_000)
      #expect(journal.events(.markRefused) == [refused])
      #expect(journal.receipts.filter { $0.source == .mark }.map(\.index) == [0])
      #expect(journal.events(.liquidationBegan).isEmpty)
      #expect(try exchange.market().markAtomsPerLot == 1_000_000)
      #expect(try exchange.market().priceGeneration == generation)
    }
    let journal = try exchange.block(at: 700_000)
    #expect(journal.events(.markRefused).isEmpty)
    #expect(journal.events(.liquidationBegan).count == 1)
    #expect(try exchange.market().markAtomsPerLot == 700_000)
    #expect(try exchange.market().priceGeneration == generation + 1)
  }

  @Test func `has no band before there is a mark`() throws {
    var exchange = try fivePublishers()
    exchange.execution.state.parameters.bandBase = Rate(partsPerMillion: 1)
    exchange.execution.state.parameters.bandPerSecond = Rate(partsPerMillion: 1)
    try exchange.price(123_456, of: 0)
    try exchange.block()
    #expect(try exchange.market().markAtomsPerLot == 123_456)
  }
}

@Suite struct `The price of the collateral asset` {
  private func enabled() throws -> TestExchange {
    var exchange = try TestExchange.scene()
    exchange.execution.state.parameters.collateral.symbol = Bytes32([UInt8](repeating: 65, count: 32))
    exchange.execution.state.parameters.collateral.lotDecimals = 4
    return exchange
  }

  /// A report of 1,000,000 × 10⁻⁴ USDC a unit is 10,000 atoms for a ten-thousandth of it.
  @Test func `is agreed on like a mark, behind all markets, in atoms a lot`() throws {
    var exchange = try enabled()
    try exchange.price(1_000_000, of: CollateralRules.feed)
    let journal = try exchange.block()
    #expect(journal.receipts.filter { !$0.isAccepted }.isEmpty)
    #expect(journal.events(.priceAccepted).map(\.market.rawValue) == [64, 64, 64])
    #expect(exchange.execution.state.collateral.atomsPerLot == 10_000)
    #expect(exchange.execution.state.collateral.timeMs == exchange.execution.state.clock.timestampMs - 10)
    #expect(exchange.execution.state.collateral.generation == 1)
    try exchange.block()
    #expect(exchange.execution.state.collateral.generation == 1)
    try exchange.price(990_000, of: CollateralRules.feed)
    try exchange.block()
    #expect(exchange.execution.state.collateral.atomsPerLot == 9_900)
    #expect(exchange.execution.state.collateral.generation == 2)
    #expect(try exchange.execution.state.markets.read(0).priceGeneration == 1)
  }

  /// 10,000 lots of a haircut of 20 % for maintenance and 30 % for opening.
  @Test func `moves the equity of whoever holds it`() throws {
    var exchange = try enabled()
    exchange.execution.state.parameters.collateral.maintenanceHaircut = Rate(partsPerMillion: 200_000)
    exchange.execution.state.parameters.collateral.initialHaircut = Rate(partsPerMillion: 300_000)
    var holder = try exchange.account(at: 0)
    holder.collateral = Quantity(lots: 10_000)
    try exchange.execution.state.accounts.write(holder, at: exchange.account(0).index)
    #expect(try exchange.equity(of: 0) == 100_000_000_000_000)
    for (report, atomsPerLot) in [(1_000_000, 10_000), (500_000, 5_000)] as [(UInt64, Int128)] {
      try exchange.price(report, of: CollateralRules.feed)
      try exchange.block()
      #expect(try exchange.equity(of: 0) == 100_000_000_000_000 + 10_000 * atomsPerLot * 800_000)
    }
  }

  @Test func `takes one step more a block`() throws {
    var with = try enabled()
    var without = try TestExchange.scene()
    let steps = (try with.block().header?.stepCount ?? 0, try without.block().header?.stepCount ?? 0)
    #expect(steps.0 == steps.1 + 1)
  }

  @Test func `keeps within the band, and leaves out who deviates`() throws {
    var exchange = try enabled()
    exchange.execution.state.parameters.bandPerSecond = Rate(partsPerMillion: 10_000)
    exchange.execution.state.parameters.deviationLimit = Rate(partsPerMillion: 10_000)
    try exchange.price(1_000_000, of: CollateralRules.feed)
    try exchange.block()
    for publisher in 0...1 as ClosedRange<UInt8> { try exchange.report(800_000, of: 64, by: publisher) }
    let journal = try exchange.block()
    let receipt = try #require(journal.receipts.last)
    #expect(receipt.source == .mark && receipt.index == 64)
    #expect(journal.events(.reportDeviated).map(\.account.rawValue) == [2])
    #expect(journal.events(.markRefused).map(\.code) == [20_000])
    #expect(exchange.execution.state.collateral.atomsPerLot == 10_000)
    #expect(exchange.execution.state.collateral.generation == 1)
  }

  @Test func `is nobody's business where there is no such asset`() throws {
    var exchange = try TestExchange.scene()
    try exchange.price(1_000_000, of: CollateralRules.feed)
    let journal = try exchange.block()
    #expect(journal.receipts.map(\.refusal) == [Refusal](repeating: .init(.unknownFeed, limit: 2, found: 64), count: 3))
    #expect(exchange.execution.state.collateral == CollateralState())
  }
}
