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
}
