import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `A price report that is refused` {
  @Test(arguments: rows)
  func `is consumed with a receipt, and its publisher's last word stands`(row: RefusedInput) throws {
    let outcome = try row.carryOut()
    let receipt = try #require(outcome.journal.receipts.last)
    #expect(receipt.source == .report)
    #expect(receipt.refusal == row.refusal)
    #expect(outcome.with.execution.stateRoot == outcome.without.execution.stateRoot)
  }

  /// The block after the one in which all publishers reported, at sequence numbers 1 to 6, 10 ms before its time.
  private static func submit(
    _ exchange: inout TestExchange, by publisher: UInt8 = 0, signedBy signer: Int = 0,
    _ change: (inout PriceReport) -> Void = { _ in }
  ) throws {
    try exchange.submit(report: signed(exchange, by: publisher, signedBy: signer, change).encoded())
  }

  private static func signed(
    _ exchange: TestExchange, by publisher: UInt8 = 0, signedBy signer: Int = 0,
    _ change: (inout PriceReport) -> Void = { _ in }
  ) -> SignedPriceReport {
    var report = PriceReport()
    report.price = 1_100_000
    report.exponent = -4
    report.publishTimeMs = exchange.execution.state.clock.timestampMs + 500
    report.sequence = 100
    change(&report)
    return exchange.execution.domain.sign(report, by: publisher, with: TestExchange.publisherKey(signer))
  }

  static let rows = authentication + contents

  private static let authentication: [RefusedInput] = [
    RefusedInput("noise", .malformed, 512, 7) { try $0.submit(report: [1, 2, 3, 4, 5, 6, 7]) },
    RefusedInput("one byte too many", .malformed, 512, 102) { try $0.submit(report: signed($0).encoded() + [0]) },
    RefusedInput("no signature", .malformedSignature) {
      try $0.submit(report: SignedPriceReport(signed($0).report, publisher: 0, signature: SignatureBytes()).encoded())
    },
    RefusedInput("the other of two equal signatures", .highS) {
      let valid = signed($0)
      let forged = SignedPriceReport(valid.report, publisher: 0, signature: valid.signature.withHighS)
      try $0.submit(report: forged.encoded())
    },
    RefusedInput("a third market", .unknownFeed, 2, 2) { try submit(&$0) { $0.feed = 2 } },
    RefusedInput("a fourth publisher", .unknownPublisher, 3, 3) { try submit(&$0, by: 3, signedBy: 3) },
    RefusedInput("a publisher in another's name", .wrongSigner) { try submit(&$0, by: 1, signedBy: 0) },
  ]

  private static let contents: [RefusedInput] = [
    RefusedInput("a lower number", .reportSequenceNotRising, 1, 0) { try submit(&$0) { $0.sequence = 0 } },
    RefusedInput("the same time again", .reportTimeNotRising, 1_000_990, 1_000_990) {
      try submit(&$0) { $0.publishTimeMs = 1_000_990 }
    },
    RefusedInput("from the future", .reportFromFuture, 1_003_000, 1_003_001) {
      try submit(&$0) { $0.publishTimeMs = 1_003_001 }
    },
    RefusedInput(
      "from long ago", .reportTooOld, 1_003_000, 1_002_999, prepare: { for _ in 0..<6 { try $0.block() } },
      submit: { try submit(&$0) { $0.publishTimeMs = 1_002_999 } }),
    RefusedInput("hardly known", .reportTooUncertain, 55_000, 55_001) { try submit(&$0) { $0.confidence = 55_001 } },
    RefusedInput("no price", .priceOutOfRange, 1 << 44, 0) { try submit(&$0) { $0.price = 0 } },
  ]
}
