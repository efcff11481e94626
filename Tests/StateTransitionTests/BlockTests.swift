import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `A block` {
  @Test func `commits to its receipts, and each receipt to its events`() throws {
    var exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: 11, insurance: 3_000_000)
    var traders = RandomTraders()
    for _ in 0..<20 {
      try traders.submit(to: &exchange)
      let journal = try exchange.block()
      traders.remember(journal)
      for (receipt, events) in zip(journal.receipts, journal.events) {
        #expect(receipt.eventsRoot == Self.root(events.map { $0.hashTreeRoot() }, depth: 21))
      }
      let header = try #require(journal.header)
      #expect(header.receiptsRoot == Self.root(journal.receipts.map { $0.hashTreeRoot() }, depth: 33))
      #expect(header.inputsRoot == exchange.lastInputs.hashTreeRoot())
    }
  }

  private static func root(_ leaves: [Bytes32], depth: Int) -> Bytes32 {
    Merkleization.mixIn(length: UInt64(leaves.count), into: Merkleization.root(of: leaves, depth: depth))
  }

  @Test func `follows its parent, whose hash the state remembers`() throws {
    var exchange = try TestExchange.funded(users: 1)
    var parent = try #require(try exchange.block().header)
    for _ in 0..<300 {
      let header = try #require(try exchange.block().header)
      #expect(header.parent == parent.hash && header.number == parent.number + 1)
      #expect(header.preStateRoot == parent.stateRoot)
      #expect(try exchange.execution.state.history.read(parent.number % 256) == parent.hash)
      parent = header
    }
  }

  @Test func `gives the same root whatever it was cut into`() throws {
    var exchange = try TestExchange.funded(users: 8, atoms: 20_000_000, seed: 12, insurance: 3_000_000)
    var traders = RandomTraders()
    for _ in 0..<10 {
      try traders.submit(to: &exchange)
      var other = exchange
      let inputs = KnownInputs(try other.takeInputs())
      other.execution.begin(inputs.inputs)
      var journal = Journal()
      while !other.execution.isIdle {
        // A root between two steps caches hashes, and must change nothing.
        _ = other.execution.root()
        try other.execution.step(inputs, into: &journal)
      }
      traders.remember(try exchange.block())
      #expect(other.execution.root() == exchange.execution.root())
    }
  }

  @Test func `at the end of time is carried out like any other`() throws {
    var exchange = try TestExchange.funded(users: 2)
    try exchange.price(1_000_000, of: 0)
    try exchange.order(.buy, 1, at: 9_000, by: 0)
    var inputs = try exchange.takeInputs()
    inputs.timestampMs = .max
    let journal = exchange.execution.execute(KnownInputs(inputs))
    #expect(journal.receipts.prefix(3).map { $0.refusal?.reason } == [.reportTooOld, .reportTooOld, .reportTooOld])
    #expect(journal.itemReceipts.first?.refusal?.reason == .priceStale)
  }
}
