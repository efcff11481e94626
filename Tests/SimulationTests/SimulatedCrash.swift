import Cryptography
import Ledger
import Merkle
import SSZ
import Simulation
import StateTransition
import Testing
import Units

/// Two markets that stand still, fall by a fifth within sixty blocks, and stand still again; and everybody who trades them.
struct SimulatedCrash {
  let seed: UInt64
  var size = 150
  var blockCount = 320
  /// After two and a half times the longest of the agents' periods.
  var plan = Crash.Plan(at: 260, drop: Rate(partsPerMillion: 200_000), over: 60)
  var collateral = CollateralRules()
  /// The blocks before which the population is made anew, as by a node that was stopped.
  var restarts: [Int] = []

  init(seed: UInt64, restarts: [Int] = []) { (self.seed, self.restarts) = (seed, restarts) }

  struct Outcome {
    var journals: [Journal] = []
    /// What was sent, with what became of it.
    var items: [(transaction: Transaction, receipt: Receipt)] = []
    var state: State

    var itemCount: Int { items.count }

    func events(_ kind: Event.Kind, of source: Receipt.Source? = nil) -> [Event] {
      journals.flatMap { journal in
        zip(journal.receipts, journal.events).filter { source == nil || $0.0.source == source }.flatMap(\.1)
      }.filter { $0.kind == kind }
    }
  }

  func run() throws -> Outcome {
    var population = population()
    let publishers = PublisherSet(count: TestMarkets.publisherCount, seed: seed)
    var execution = Execution(state: try state())
    var feed = try feed()
    var outcome = Outcome(state: execution.state)
    for block in 1...blockCount {
      if restarts.contains(block) { population = self.population() }
      var inputs = BlockInputs()
      inputs.timestampMs = 1_000_000 + 250 * UInt64(block)
      let prices = feed.next()?.prices ?? []
      inputs.messages = try BoundedList(block == 1 ? deposits(of: population) : [])
      inputs.reports = try BoundedList(publishers.reports(of: prices, after: execution.state, at: inputs.timestampMs))
      inputs.items = try BoundedList(population.transactions(after: execution.state))
      let journal = execution.execute(KnownInputs(inputs))
      let receipts = journal.receipts.filter { $0.source == .item }
      try #require(receipts.count == inputs.items.count)
      for (item, receipt) in zip(inputs.items.elements, receipts) {
        outcome.items.append((try SignedTransaction.decoded(item.bytes).transaction, receipt))
      }
      outcome.journals.append(journal)
    }
    outcome.state = execution.state
    return outcome
  }

  private func population() -> Population {
    Population(
      seed: seed, size: size, markets: TestMarkets.ids, firstOwner: TestMarkets.firstOwner, collateral: collateral)
  }

  private func state() throws -> State {
    var state = try TestMarkets.state()
    state.parameters.collateral = collateral
    return state
  }

  private func feed() throws -> ProcessFeed {
    ProcessFeed(
      try ([6_000_000, 2_500_000] as [UInt64]).enumerated().map { (market, atoms) in
        let price = try #require(Price(atomsPerLot: atoms))
        return (MarketID(UInt32(market)), Crash(plan, over: ConstantPrice(price)))
      })
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
}

extension Action {
  /// Itself; of a batch, its operations too.
  var withOperations: [Action] {
    guard case .batch(let batch) = self else { return [self] }
    return [self] + batch.operations.elements.map(\.action)
  }

  var placedOrder: PlaceOrder? { if case .place(let order) = self { order } else { nil } }
}
