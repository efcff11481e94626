import Cryptography
import Ledger
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `A liquidation that meets more makers than it has room for events` {
  @Test func `ends in time to take over every market`() throws {
    var exchange = try TestExchange(tiers: TestExchange.flatTier, markets: 12)
    for (user, atoms) in [(0, 100_000_000), (1, 10_000_000_000), (2, 10_000_000_000)] as [(Int, UInt64)] {
      try exchange.deposit(atoms, by: user)
    }
    for market in 0..<12 as Range<UInt16> { try exchange.price(1_000_000, of: market) }
    try exchange.block()
    for market in 0..<12 as Range<UInt16> {
      try exchange.order(.sell, market == 0 ? 780 : 10, at: 10_000, in: market, by: 1)
      try exchange.order(.buy, market == 0 ? 780 : 10, at: 10_000, in: market, by: 0)
    }
    for _ in 0..<100 { try exchange.order(.buy, 1, at: 9_000, by: 2) }
    try exchange.block()

    // At 0.88 the account is below close-out, and a buyer at 0.90 is above its limit.
    try exchange.price(880_000, of: 0)
    let inputs = KnownInputs(try exchange.takeInputs())
    exchange.execution.begin(inputs.inputs)
    var journal = Journal()
    while exchange.execution.work.rung != .close { try exchange.execution.step(inputs, into: &journal) }
    // As if two million makers had been met before.
    exchange.execution.work.events = MerkleFrontier(
      count: MerkleFrontier<21>.capacity - Execution.eventReserve - 8, nodes: InlineArray(repeating: Bytes32()))
    while !exchange.execution.isIdle { try exchange.execution.step(inputs, into: &journal) }
    #expect(journal.trades.count == 8)
    #expect(journal.events(.takenOver).count == 12)
    #expect(try exchange.account(at: 0) == .emptied(like: exchange.account(at: 0)))
    #expect(try exchange.execution.state.violation() == nil)
  }
}
