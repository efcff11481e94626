import Cryptography
import Ledger
import Merkle
import SSZ
import TestSupport
import Testing

@Suite struct `Every container of the ledger` {
  @Test(arguments: LedgerType.all, Seeds.all)
  func `is what its encoding decodes to`(type: LedgerType, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 { try type.roundTrip(&random) }
  }

  @Test(arguments: LedgerType.all, Seeds.all)
  func `has one encoding, and no other bytes decode to it`(type: LedgerType, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    try type.forge(&random)
  }

  @Test(arguments: LedgerType.all, Seeds.all)
  func `has the fields, the encoding and the root that are documented`(type: LedgerType, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 { try type.compare(&random) }
  }
}

/// A type of the ledger beside its documented schema.
struct LedgerType: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let roundTrip: @Sendable (inout SplitMix64) throws -> Void
  let forge: @Sendable (inout SplitMix64) throws -> Void
  let compare: @Sendable (inout SplitMix64) throws -> Void

  /// - Parameter isEncodedAsDocumented: false where the schema stands for the root alone.
  init<T: SSZCodable & Equatable>(_ type: T.Type, _ schema: Schema, isEncodedAsDocumented: Bool = true) {
    testDescription = "\(type)"
    roundTrip = { random in
      let value = random.draw(type)
      let decoded = try T.decoded(value.encoded())
      #expect(decoded == value)
    }
    forge = { random in try Self.forge(random.draw(type), &random) }
    compare = { random in
      let value = random.draw(type)
      let documented = try #require(SchemaValue(value.plainValue, as: schema))
      let root = try schema.hashTreeRoot(of: documented)
      #expect(value.hashTreeRoot() == root)
      guard isEncodedAsDocumented else { return }
      let bytes = try schema.encode(documented)
      #expect(value.encoded() == bytes)
    }
  }

  /// Every byte of an encoding changed, every shorter and some longer strings: none may decode to a value that encodes
  /// differently, and none of another length may decode at all where the type has a fixed one.
  private static func forge<T: SSZCodable & Equatable>(_ value: T, _ random: inout SplitMix64) throws {
    let bytes = value.encoded()
    var forgeries = (0..<bytes.count).map { Array(bytes[..<$0]) }
    forgeries.append(bytes + [0])
    for position in bytes.indices {
      var forged = bytes
      forged[position] ^= .random(in: 1...255, using: &random)
      forgeries.append(forged)
    }
    for forged in forgeries {
      guard let decoded = try? T.decoded(forged) else { continue }
      #expect(decoded.encoded() == forged)
      #expect(decoded != value)
      #expect(decoded.hashTreeRoot() != value.hashTreeRoot())
      if let byteCount = T.fixedByteCount { #expect(forged.count == byteCount) }
    }
  }

  static let all: [LedgerType] = stateTypes + blockTypes + actionTypes

  private static let stateTypes: [LedgerType] = [
    .init(Account.self, Documented.account), .init(CollateralRules.self, Documented.collateralRules),
    .init(CollateralState.self, Documented.collateralState), .init(Equivocation.self, Documented.equivocation),
    .init(FundingRules.self, Documented.fundingRules), .init(InboxCursor.self, Documented.inboxCursor),
    .init(LiquidationLadder.self, Documented.liquidationLadder), .init(MarginTier.self, Documented.marginTier),
    .init(Market.self, Documented.market), .init(MarketRules.self, Documented.marketRules),
    .init(NonceWindow.self, Documented.nonceWindow), .init(Order.self, Documented.order),
    .init(Owner.self, Documented.owner), .init(Parameters.self, Documented.parameters),
    .init(Position.self, Documented.position), .init(PublishedPrice.self, Documented.publishedPrice),
    .init(SessionKey.self, Documented.sessionKey), .init(State.Clock.self, Documented.clock),
    .init(SubAccountDirectory.self, Documented.subAccountDirectory), .init(Totals.self, Documented.totals),
    .init(Withdrawal.self, Documented.withdrawal),
  ]

  private static let blockTypes: [LedgerType] = [
    .init(BlockHeader.self, Documented.blockHeader), .init(BlockInputs.self, Documented.blockInputs),
    .init(Building.self, Documented.building), .init(Deposit.self, Documented.deposit),
    .init(Event.self, Documented.event),
    .init(ForcedMessage.self, Documented.forcedMessage, isEncodedAsDocumented: false),
    .init(ForcedRequest.self, Documented.forcedRequest, isEncodedAsDocumented: false),
    .init(Genesis.self, Documented.genesis),
    .init(InboxMessage.self, Documented.inboxMessage), .init(PriceReport.self, Documented.priceReport),
    .init(Receipt.self, Documented.receipt), .init(SignedPriceReport.self, Documented.signedPriceReport),
    .init(Work.self, Documented.work),
  ]

  private static let actionTypes: [LedgerType] = [
    .init(AddKey.self, Documented.addKey), .init(AmendOrder.self, Documented.amendOrder),
    .init(ArmDeadMan.self, Documented.armDeadMan),
    .init(Batch.self, Documented.batch, isEncodedAsDocumented: false),
    .init(CancelAll.self, Documented.cancelAll), .init(ClosePosition.self, Documented.closePosition),
    .init(CancelOrder.self, Documented.cancelOrder),
    .init(PlaceOrder.self, Documented.placeOrder), .init(RevokeKey.self, Documented.revokeKey),
    .init(SetMarginMode.self, Documented.setMarginMode), .init(SignatureBytes.self, Documented.signature),
    .init(SignedTransaction.self, Documented.signedTransaction, isEncodedAsDocumented: false),
    .init(Transaction.self, Documented.transaction, isEncodedAsDocumented: false),
    .init(Transfer.self, Documented.transfer), .init(Withdraw.self, Documented.withdraw),
  ]
}
