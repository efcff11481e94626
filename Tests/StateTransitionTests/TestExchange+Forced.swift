import Cryptography
import Ledger
import SSZ
import StateTransition
import Units

extension TestExchange {
  /// As the L1 would put it into the inbox for a user, after `change`.
  func forced(
    _ action: ForcedAction, by user: Int, sub: UInt8 = 0, _ change: (inout ForcedMessage) -> Void = { _ in }
  ) -> ForcedMessage {
    var message = ForcedMessage(
      owner: owner(user), address: Self.key(user).address, ForcedRequest(subAccount: sub, action))
    change(&message)
    return message
  }

  mutating func force(
    _ action: ForcedAction, by user: Int, sub: UInt8 = 0, _ change: (inout ForcedMessage) -> Void = { _ in }
  ) throws {
    try message(kind: InboxMessage.forcedAction, payload: forced(action, by: user, sub: sub, change).encoded())
  }

  /// What `publisher` said of a market's price at a time.
  func signedPrice(
    _ atomsPerLot: UInt64, of market: UInt16 = 0, by publisher: UInt8 = 0, at timeMs: UInt64, sequence: UInt64 = 100
  ) -> SignedPriceReport {
    var report = PriceReport()
    report.feed = market
    report.price = atomsPerLot
    report.exponent = -4
    report.publishTimeMs = timeMs
    report.sequence = sequence
    return execution.domain.sign(report, by: publisher, with: Self.publisherKey(Int(publisher)))
  }

  /// A report by way of the L1, whose clock stood at `l1TimeMs`.
  mutating func force(_ report: SignedPriceReport, at l1TimeMs: UInt64) throws {
    try message(kind: InboxMessage.priceReport, payload: report.encoded(), l1TimeMs: l1TimeMs)
  }

  static func forcedWithdrawal(_ amount: UInt64, of asset: Asset = .quote) -> ForcedAction {
    var withdrawal = Withdraw()
    withdrawal.asset = asset
    withdrawal.amount = amount
    return .withdraw(withdrawal)
  }
}

extension Journal {
  /// The receipts of messages, in the order of execution.
  var messageReceipts: [Receipt] { receipts.filter { $0.source == .message } }
}
