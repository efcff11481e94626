import Ledger
import Merkle
import SSZ
import Units

extension Execution {
  /// INBOX: takes in one message from the L1. A message that cannot be carried out is consumed all the same.
  ///
  /// Money and prices count at once. What an owner forces waits for FORCED, where nothing but the kind has been looked
  /// at yet.
  mutating func readMessage(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {
    let message = try inputs.message(at: Int(building.cursor))
    startWork(.message, building.cursor)
    advance()
    let expected = state.inbox.read
    state.inbox.advance(past: message)
    guard message.index == expected else {
      return finish(Refusal(.messageOutOfOrder, limit: expected, found: message.index), into: &journal)
    }
    switch message.kind {
    case InboxMessage.deposit: try readDeposit(message.payload.bytes, into: &journal)
    case InboxMessage.forcedAction: try queueForcedAction()
    case InboxMessage.priceReport: try readReport(message, into: &journal)
    default:
      finish(Refusal(.unknownMessageKind, limit: InboxMessage.kindCount, found: message.kind), into: &journal)
    }
  }

  /// The receipt is written when its turn comes.
  private mutating func queueForcedAction() throws(StateAccessError) {
    try building.forcedCount.countUp()
    work = Work()
  }

  /// A report is as old as it was on the L1: how long the sequencer left it there does not count. On an L1 whose clock is
  /// ahead of the block's it is judged by the block's, so that it comes from no further in the future than any other.
  private mutating func readReport(
    _ message: InboxMessage, into journal: inout Journal
  ) throws(StateAccessError) {
    let report = SignedInput<SignedPriceReport>(message.payload.bytes, domain: domain)
    try accept(report, at: min(message.l1TimeMs, state.clock.timestampMs), into: &journal)
  }

  private mutating func readDeposit(_ payload: [UInt8], into journal: inout Journal) throws(StateAccessError) {
    guard let deposit = try? Deposit.decoded(payload) else {
      return finish(Refusal(.malformed, limit: Deposit.fixedByteCount ?? 0, found: payload.count), into: &journal)
    }
    try credit(deposit, into: &journal)
  }

  /// The first deposit of an address opens its owner and sub-account 0.
  ///
  /// The bridge takes no money that is refused here: it knows the assets and all numbers, and stays below the bound on
  /// collateral.
  private mutating func credit(_ deposit: Deposit, into journal: inout Journal) throws(StateAccessError) {
    do throws(StepFailure) { try check(deposit) } catch {
      return finish(try error.refusalOrThrow(), into: &journal)
    }
    if deposit.owner.index == state.owners.count { try openOwner(deposit) }
    let account = try state.owners.read(deposit.owner.index).firstAccount
    switch deposit.asset {
    case .quote:
      let amount = Notional(atoms: Int128(deposit.amount))
      try changeCash(of: account, by: amount)
      state.totals.deposited = state.totals.deposited.adding(amount)
      emit(.deposited(amount, to: account), into: &journal)
    case .collateral:
      let quantity = Quantity(lots: deposit.amount)
      try changeCollateral(of: account, byLots: Int64(deposit.amount))
      state.totals.collateralDeposited = state.totals.collateralDeposited.adding(quantity)
      emit(.collateralDeposited(quantity, to: account), into: &journal)
    }
    finish(into: &journal)
  }

  /// Whether a deposit can be credited.
  private func check(_ deposit: Deposit) throws(StepFailure) {
    let ownerCount = state.owners.count
    guard deposit.owner.index <= ownerCount, ownerCount < Link.placeLimit, state.accounts.count < Link.placeLimit else {
      throw .refused(Refusal(.ownerOutOfOrder, limit: ownerCount, found: deposit.owner.rawValue))
    }
    if deposit.owner.index < ownerCount {
      let owner = try reading { () throws(StateAccessError) in try state.owners.read(deposit.owner.index) }
      guard owner.address == deposit.address else { throw .refused(Refusal(.ownerAddressMismatch)) }
    }
    try checking { () throws(Refusal) in try state.parameters.check(deposit.asset) }
    let limit = UInt128(CollateralRules.lotLimit)
    let total = UInt128(state.totals.collateral.lots) + UInt128(deposit.amount)
    guard deposit.asset == .quote || total < limit else {
      throw .refused(Refusal(.collateralFull, limit: limit, found: total))
    }
  }

  private mutating func openOwner(_ deposit: Deposit) throws(StateAccessError) {
    var account = Account()
    account.owner = deposit.owner
    var owner = Owner()
    owner.address = deposit.address
    owner.firstAccount = AccountID(UInt32(try state.accounts.append(account)))
    _ = try state.owners.append(owner)
  }

  /// The only place where an account's cash changes.
  mutating func changeCash(of id: AccountID, by amount: Notional) throws(StateAccessError) {
    var account = try state.accounts.read(id.index)
    account.cash = account.cash.adding(amount)
    if amount < .zero { enlist(&account, id) }
    try state.accounts.write(account, at: id.index)
    state.totals.cash = state.totals.cash.adding(amount)
  }
}
