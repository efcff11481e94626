import Ledger
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `Who only asks whether an item would be accepted` {
  @Test(arguments: RefusedInput.items)
  func `hears the reason for which it would be refused, and changes nothing`(row: RefusedInput) throws {
    var exchange = try row.prepared()
    try row.submit(&exchange)
    let root = exchange.execution.stateRoot
    let inputs = try exchange.takeInputs()
    let item = SignedInput<SignedTransaction>(inputs.items.elements[0].bytes, domain: exchange.execution.domain)
    let refusal = exchange.execution.refusal(of: item, at: inputs.timestampMs)
    #expect(refusal?.reason == row.refusal.reason)
    #expect(exchange.execution.stateRoot == root)
  }

  @Test func `hears nothing against one that is accepted`() throws {
    var exchange = try TestExchange.scene()
    try exchange.order(.buy, 1_000, at: 10_000, by: 0)
    let inputs = try exchange.takeInputs()
    let item = SignedInput<SignedTransaction>(inputs.items.elements[0].bytes, domain: exchange.execution.domain)
    #expect(exchange.execution.refusal(of: item, at: inputs.timestampMs) == nil)
    #expect(exchange.execution.execute(KnownInputs(inputs)).itemReceipts.allSatisfy { $0.isAccepted })
  }

  @Test func `hears nothing against one in the last millisecond for which it stands, and it is carried out`() throws {
    var exchange = try TestExchange.scene()
    var transaction = exchange.transaction(
      by: 1,
      .place(
        PlaceOrder(
          market: 0, side: .buy, timeInForce: .goodTillCancelled, quantity: Quantity(lots: 1), tick: 9_000)))
    transaction.expiryMs = exchange.execution.state.clock.timestampMs + TestExchange.blockTimeMs
    let bytes = exchange.execution.domain.sign(transaction, with: TestExchange.key(1)).encoded()
    let item = SignedInput<SignedTransaction>(bytes, domain: exchange.execution.domain)
    #expect(exchange.execution.refusal(of: item, at: transaction.expiryMs) == nil)
    #expect(exchange.execution.refusal(of: item, at: transaction.expiryMs + 1)?.reason == .expired)
    try exchange.submit(item: bytes)
    #expect(try exchange.block().itemReceipts.allSatisfy { $0.isAccepted })
    #expect(exchange.execution.state.clock.timestampMs == transaction.expiryMs)
  }
}
