import Cryptography
import Ledger
import Merkle
import SSZ
import Simulation
import StateTransition
import Testing
import Units

/// A population, publishers and a falling price on the real state transition.
@Suite struct `A simulated crash` {
  private static let blockCount = 320
  /// A fifth down within a minute of blocks, after two and a half times the longest of the agents' periods.
  private static let plan = Crash.Plan(at: 260, drop: Rate(partsPerMillion: 200_000), over: 60)

  private struct Outcome {
    var journals: [Journal] = []
    var itemCount = 0
    var root = Bytes32()

    func events(_ kind: Event.Kind, of source: Receipt.Source) -> [Event] {
      journals.flatMap { journal in
        zip(journal.receipts, journal.events).filter { $0.0.source == source }.flatMap(\.1)
      }.filter { $0.kind == kind }
    }
  }

  private func deposits(of population: Population) throws -> [InboxMessage] {
    try population.deposits.enumerated().map { (index, deposit) in
      var message = InboxMessage()
      message.index = UInt64(index)
      message.kind = InboxMessage.deposit
      message.payload = try ByteList(deposit.encoded())
      return message
    }
  }

  private func run(seed: UInt64) throws -> Outcome {
    var population = Population(seed: seed, size: 150, markets: TestMarkets.ids, firstOwner: TestMarkets.firstOwner)
    let publishers = PublisherSet(count: TestMarkets.publisherCount, seed: seed)
    var execution = Execution(state: try TestMarkets.state())
    var feed = ProcessFeed(
      try ([6_000_000, 2_500_000] as [UInt64]).enumerated().map { (market, atoms) in
        let price = try #require(Price(atomsPerLot: atoms))
        return (MarketID(UInt32(market)), Crash(Self.plan, over: ConstantPrice(price)))
      })
    var outcome = Outcome()
    for block in 1...Self.blockCount {
      var inputs = BlockInputs()
      inputs.timestampMs = 1_000_000 + 250 * UInt64(block)
      let prices = feed.next()?.prices ?? []
      inputs.messages = try BoundedList(block == 1 ? deposits(of: population) : [])
      inputs.reports = try BoundedList(publishers.reports(of: prices, after: execution.state, at: inputs.timestampMs))
      inputs.items = try BoundedList(population.transactions(after: execution.state))
      outcome.itemCount += inputs.items.count
      outcome.journals.append(execution.execute(KnownInputs(inputs)))
    }
    outcome.root = execution.state.root()
    return outcome
  }

  @Test func `is priced, traded and liquidated, and makers buy most of what is sold`() throws {
    let outcome = try run(seed: 1)
    #expect(outcome.journals.allSatisfy { $0.imbalance == .zero })
    let receipts = outcome.journals.flatMap(\.receipts)
    #expect(receipts.allSatisfy { $0.source == .item || $0.isAccepted })
    let refusals = receipts.compactMap(\.refusal)
    #expect(refusals.count * 50 < outcome.itemCount)
    #expect(refusals.allSatisfy { [.unknownOrder, .insufficientMargin].contains($0.reason) })
    #expect(outcome.events(.filled, of: .item).count > 200)
    let liquidated = Set(outcome.events(.liquidationBegan, of: .liquidation).map(\.account))
    #expect(liquidated.count > 20)
    let value: (Event) -> Double = { Double($0.quantity.lots) * Double($0.atomsPerLot) }
    let sold = outcome.events(.filled, of: .liquidation).map(value).reduce(0, +)
    let takenOver = outcome.events(.takenOver, of: .liquidation).map(value).reduce(0, +)
    #expect(sold > 4 * takenOver)
  }

  @Test func `ends in the same state for the same seed, and in another for another`() throws {
    let root = try run(seed: 1).root
    #expect(try run(seed: 1).root == root)
    #expect(try run(seed: 2).root != root)
  }
}
