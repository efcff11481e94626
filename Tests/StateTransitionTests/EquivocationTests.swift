import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `A publisher that contradicts itself` {
  /// What publisher 1 says under number 100, of market 0.
  private static func report(_ exchange: TestExchange, price: UInt64) -> PriceReport {
    var report = PriceReport()
    report.price = price
    report.exponent = -4
    report.publishTimeMs = exchange.execution.state.clock.timestampMs + 500
    report.sequence = 100
    return report
  }

  private static func submit(_ report: PriceReport, to exchange: inout TestExchange) throws {
    let signed = exchange.execution.domain.sign(report, by: 1, with: TestExchange.publisherKey(1))
    try exchange.submit(report: signed.encoded())
  }

  /// The second word in a block of its own. The first is not changed by it, and evidence is.
  static let rows = [
    RefusedInput(
      "two prices under one number", .reportEquivocates, 100, 100,
      prepare: { exchange in
        try submit(report(exchange, price: 1_000_000), to: &exchange)
        try exchange.block()
      },
      submit: { exchange in try submit(report(exchange, price: 1_000_001), to: &exchange) })
  ]

  @Test func `is refused, and both roots are kept once`() throws {
    var exchange = try TestExchange.scene()
    let (first, second) = (Self.report(exchange, price: 1_000_000), Self.report(exchange, price: 1_000_001))
    let third = Self.report(exchange, price: 1_000_002)
    for report in [first, first, second, second, third] { try Self.submit(report, to: &exchange) }
    let journal = try exchange.block()
    #expect(
      journal.receipts.map(\.refusal?.reason) == [
        nil, .reportSequenceNotRising, .reportEquivocates, .reportSequenceNotRising, .reportSequenceNotRising,
      ])
    let state = exchange.execution.state
    #expect(state.equivocations.count == 1)
    var evidence = Equivocation()
    (evidence.feed, evidence.publisher, evidence.sequence) = (0, 1, 100)
    (evidence.first, evidence.second) = (first.hashTreeRoot(), second.hashTreeRoot())
    evidence.blockNumber = state.clock.blockNumber
    #expect(try state.equivocations.read(0) == evidence)
    #expect(journal.events(.equivocated) == [.equivocated(evidence, at: 0)])
    #expect(journal.events[2] == [.equivocated(evidence, at: 0)])
    let kept = try state.prices.read(PublishedPrice.index(feed: 0, publisher: 1))
    #expect(kept.atomsPerLot == 1_000_000 && kept.sequence == 100)
  }

  @Test func `keeps its root for as long as it does not`() throws {
    var exchange = try TestExchange.scene()
    let report = Self.report(exchange, price: 1_000_000)
    try Self.submit(report, to: &exchange)
    try exchange.block()
    let place = PublishedPrice.index(feed: 0, publisher: 1)
    #expect(try exchange.execution.state.prices.read(place).reportRoot == report.hashTreeRoot())
  }

  @Test func `again under a later number is caught again`() throws {
    var exchange = try TestExchange.scene()
    for sequence in 100...102 as ClosedRange<UInt64> {
      for price in [1_000_000, 1_000_001] as [UInt64] {
        var report = Self.report(exchange, price: price)
        report.sequence = sequence
        report.publishTimeMs = exchange.execution.state.clock.timestampMs + sequence
        try Self.submit(report, to: &exchange)
      }
    }
    #expect(try exchange.block().events(.equivocated).map(\.code) == [0, 1, 2])
    #expect(exchange.execution.state.equivocations.count == 3)
  }

  /// A list of 2^20 of which only the root is known: writing to it would fail.
  @Test func `leaves only a receipt once the list is full`() throws {
    var exchange = try TestExchange.scene()
    let full = PersistentList<Equivocation, 20>(blinded: Bytes32(), count: 1 << 20, at: .root)
    exchange.execution.state.equivocations = full
    for price in [1_000_000, 1_000_001] as [UInt64] {
      try Self.submit(Self.report(exchange, price: price), to: &exchange)
    }
    let journal = try exchange.block()
    #expect(journal.receipts.map(\.refusal?.reason) == [nil, .reportEquivocates])
    #expect(journal.events(.equivocated).isEmpty)
    #expect(exchange.execution.state.equivocations.count == 1 << 20)
  }

  @Test(arguments: rows)
  func `in a later block leaves its word as it was`(row: RefusedInput) throws {
    let outcome = try row.carryOut()
    #expect(try #require(outcome.journal.receipts.last).refusal == row.refusal)
    #expect(outcome.with.execution.state.equivocations.count == 1)
    #expect(try outcome.with.market() == outcome.without.market())
  }
}
