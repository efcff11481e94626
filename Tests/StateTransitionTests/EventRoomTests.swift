import Cryptography
import Ledger
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `A liquidation that has more to tell than it has room for events` {
  /// User 0, with 100 USDC, is long 780 in market 0 and ten in each of eleven others.
  private func scene(insurance: Int128) throws -> TestExchange {
    var exchange = try TestExchange(insurance: insurance, tiers: TestExchange.flatTier, markets: 12)
    for (user, atoms) in [(0, 100_000_000), (1, 10_000_000_000), (2, 10_000_000_000)] as [(Int, UInt64)] {
      try exchange.deposit(atoms, by: user)
    }
    for market in 0..<12 as Range<UInt16> { try exchange.price(1_000_000, of: market) }
    try exchange.block()
    for market in 0..<12 as Range<UInt16> {
      try exchange.trade(market == 0 ? 780 : 10, at: 10_000, in: market, from: 1, to: 0)
      if market % 3 == 2 { for market in 0..<12 as Range<UInt16> { try exchange.price(1_000_000, of: market) } }
    }
    try exchange.block()
    return exchange
  }

  /// Goes to a step before which `rung` is due, as if so many events had been told that `room` more are left
  /// before the reserve.
  private func run(
    _ exchange: inout TestExchange, to rung: Work.Rung, room: UInt64, _ journal: inout Journal
  ) throws {
    let inputs = KnownInputs(try exchange.takeInputs())
    exchange.execution.begin(inputs.inputs)
    while exchange.execution.work.rung != rung { try exchange.execution.step(inputs, into: &journal) }
    exchange.execution.work.events = MerkleFrontier(
      count: MerkleFrontier<21>.capacity - Execution.eventReserve - room, nodes: InlineArray(repeating: Bytes32()))
    while !exchange.execution.isIdle { try exchange.execution.step(inputs, into: &journal) }
  }

  @Test func `ends with the book in time to be taken over in every market`() throws {
    var exchange = try scene(insurance: 1_000_000_000)
    for _ in 0..<100 { try exchange.order(.buy, 1, at: 9_000, by: 2) }
    try exchange.block()
    // At 0.88 the account is below close-out, and a buyer at 0.90 is above its limit.
    try exchange.price(880_000, of: 0)
    var journal = Journal()
    try run(&exchange, to: .close, room: 8, &journal)
    #expect(journal.trades.count == 8)
    #expect(journal.takeovers.count == 12)
    #expect(try exchange.account(at: 0).firstPosition == .none)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `goes on with the winners in another turn`() throws {
    var exchange = try scene(insurance: 0)
    try exchange.price(880_000, of: 0)
    var journal = Journal()
    try run(&exchange, to: .deleverage, room: 4, &journal)
    #expect(journal.deleveraged.count == 12)
    #expect(journal.turns == [0, 0, 0] && journal.ended == [0])
    #expect(try exchange.account(at: 0).firstPosition == .none)
    #expect(try exchange.execution.state.violation() == nil)
  }
}
