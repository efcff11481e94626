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

  static let all: [LedgerType] = [
    .init(Account.self, Documented.account), .init(BlockHeader.self, Documented.blockHeader),
    .init(BlockInputs.self, Documented.blockInputs), .init(Building.self, Documented.building),
    .init(CancelOrder.self, Documented.cancelOrder), .init(Deposit.self, Documented.deposit),
    .init(Event.self, Documented.event), .init(Genesis.self, Documented.genesis),
    .init(InboxCursor.self, Documented.inboxCursor), .init(InboxMessage.self, Documented.inboxMessage),
    .init(MarginTier.self, Documented.marginTier), .init(Market.self, Documented.market),
    .init(MarketRules.self, Documented.marketRules), .init(NonceWindow.self, Documented.nonceWindow),
    .init(Order.self, Documented.order), .init(Owner.self, Documented.owner),
    .init(Parameters.self, Documented.parameters), .init(PlaceOrder.self, Documented.placeOrder),
    .init(Position.self, Documented.position), .init(PriceReport.self, Documented.priceReport),
    .init(PublishedPrice.self, Documented.publishedPrice), .init(Receipt.self, Documented.receipt),
    .init(SignatureBytes.self, Documented.signature),
    .init(SignedPriceReport.self, Documented.signedPriceReport),
    .init(SignedTransaction.self, Documented.signedTransaction, isEncodedAsDocumented: false),
    .init(State.Clock.self, Documented.clock), .init(Totals.self, Documented.totals),
    .init(Transaction.self, Documented.transaction, isEncodedAsDocumented: false),
    .init(Work.self, Documented.work),
  ]
}

@Suite struct `An action` {
  @Test func `is encoded as its selector, then its body, and as no other selector`() throws {
    var random = SplitMix64(seed: 1)
    let (place, cancel) = (random.draw(PlaceOrder.self), random.draw(CancelOrder.self))
    #expect(Action.place(place).encoded() == [1] + place.encoded())
    #expect(Action.cancel(cancel).encoded() == [2] + cancel.encoded())
    for selector in UInt8.min...UInt8.max where selector != 1 && selector != 2 {
      #expect(throws: DecodingError.unknownSelector(selector)) { try Action.decoded([selector] + place.encoded()) }
    }
    #expect(throws: DecodingError.self) { try Action.decoded([]) }
    #expect(throws: DecodingError.trailingBytes(count: 1)) { try Action.decoded([2] + cancel.encoded() + [0]) }
  }
}
