import Ledger
import Merkle
import StateTransition
import Testing
import Units

/// What tests of orders ask of the small exchange.
extension TestExchange {
  mutating func changeRules(of market: UInt64 = 0, _ change: (inout MarketRules) -> Void) throws {
    var rules = try execution.state.rules.read(market)
    change(&rules)
    try execution.state.rules.write(rules, at: market)
  }

  /// Parts per million of the notional.
  mutating func charge(taker: UInt32, maker: Int64, insuranceShare: UInt32 = 0) throws {
    try changeRules {
      $0.takerFee = Rate(partsPerMillion: taker)
      $0.makerFeePartsPerMillion = maker
    }
    execution.state.parameters.insuranceFeeShare = Rate(partsPerMillion: insuranceShare)
  }

  func cash(of account: AccountID) throws -> Int128 { try execution.state.accounts.read(account.index).cash.atoms }

  func feeVault() throws -> Int128 { try cash(of: Owner.Reserved.feeVault.account) }

  /// An order of market 0 with what a test wants to be special about it.
  mutating func order(
    _ side: Side, _ lots: UInt64, at tick: UInt32, by user: Int, _ change: (inout PlaceOrder) -> Void
  ) throws {
    var order = PlaceOrder(
      market: 0, side: side, timeInForce: .goodTillCancelled, quantity: Quantity(lots: lots), tick: tick)
    change(&order)
    try submit(.place(order), by: user)
  }

  /// Carries out a block with one item of `user`, and gives its reason if it is refused: then nothing has changed but
  /// the nonce.
  mutating func refusal(
    of action: Action, by user: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Refusal? {
    var without = self
    try submit(action, by: user)
    let journal = try block()
    guard let refusal = journal.itemReceipts.last?.refusal else { return nil }
    #expect(journal.events.last?.isEmpty == true, sourceLocation: sourceLocation)
    try without.block()
    var owner = try without.execution.state.owners.read(owner(user).index)
    owner.nonces.use(nonces[user])
    try without.execution.state.owners.write(owner, at: self.owner(user).index)
    #expect(without.execution.stateRoot == execution.stateRoot, sourceLocation: sourceLocation)
    return refusal
  }

  /// Carries out a block, and tells with which frame each step began.
  mutating func steppedBlock() throws -> (journal: Journal, frames: [Work.Kind]) {
    let inputs = KnownInputs(try takeInputs())
    execution.begin(inputs.inputs)
    var (journal, frames) = (Journal(), [Work.Kind]())
    while !execution.isIdle {
      frames.append(execution.work.kind)
      try execution.step(inputs, into: &journal)
    }
    return (journal, frames)
  }

  /// The account's newest order or stop in market 0.
  func newestOrder(of user: Int) throws -> OrderID { try #require(try anyOrder(of: user)) }

  func anyOrder(of user: Int) throws -> OrderID? {
    guard let slot = try position(of: account(user))?.firstOrder.index else { return nil }
    return OrderID(slot: slot, sequence: try execution.state.books[known: 0].orders.read(slot).sequence)
  }
}
