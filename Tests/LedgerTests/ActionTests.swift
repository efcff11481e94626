import Cryptography
import Ledger
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `An action` {
  /// One of each kind, with the body's encoding, by selector.
  static func drawn(_ random: inout SplitMix64) -> [(selector: UInt8, name: String, action: Action, body: [UInt8])] {
    func row<T: SSZCodable>(
      _ selector: UInt8, _ name: String, _ type: T.Type, _ action: (T) -> Action
    ) -> (selector: UInt8, name: String, action: Action, body: [UInt8]) {
      let body = random.draw(type)
      return (selector, name, action(body), body.encoded())
    }
    return [
      row(1, "place", PlaceOrder.self, Action.place), row(2, "cancel", CancelOrder.self, Action.cancel),
      row(3, "amend", AmendOrder.self, Action.amend), row(4, "cancelAll", CancelAll.self, Action.cancelAll),
      row(5, "batch", Batch.self, Action.batch), row(6, "armDeadMan", ArmDeadMan.self, Action.armDeadMan),
      row(7, "transfer", Transfer.self, Action.transfer), row(8, "withdraw", Withdraw.self, Action.withdraw),
      row(9, "setMarginMode", SetMarginMode.self, Action.setMarginMode),
      row(10, "addKey", AddKey.self, Action.addKey), row(11, "revokeKey", RevokeKey.self, Action.revokeKey),
    ]
  }

  @Test(arguments: Seeds.all)
  func `is encoded as its selector, then its body`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for row in Self.drawn(&random) {
      #expect(row.action.encoded() == [row.selector] + row.body)
      #expect(row.action.selector == row.selector && row.action.name == row.name)
      #expect(try Action.decoded(row.action.encoded()) == row.action)
      #expect(throws: DecodingError.self) { try Action.decoded(row.action.encoded() + [0]) }
    }
  }

  @Test func `of a selector that nothing has is refused`() {
    for selector in UInt8.min...UInt8.max where !(1...11).contains(selector) {
      #expect(throws: DecodingError.unknownSelector(selector)) {
        try Action.decoded([selector] + PlaceOrder().encoded())
      }
    }
    #expect(throws: DecodingError.self) { try Action.decoded([]) }
  }

  @Test func `has the documented size, signed`() {
    #expect(
      SignedTransaction(Transaction(owner: .init(4), nonce: 1, action: .place(PlaceOrder())), signature: .init())
        .encoded().count == 153)
    #expect(
      SignedTransaction(Transaction(owner: .init(4), nonce: 1, action: .cancel(CancelOrder())), signature: .init())
        .encoded().count == 127)
    #expect(Deposit().encoded().count == 33)
  }
}

@Suite struct `An operation of a batch` {
  @Test(arguments: Seeds.all)
  func `has the encoding and the root of the same action`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let operation = random.draw(Operation.self)
      #expect(operation.encoded() == operation.action.encoded())
      #expect(operation.hashTreeRoot() == operation.action.hashTreeRoot())
    }
  }

  /// Otherwise a batch could hold a batch, or move money.
  @Test func `places, cancels or amends, and does nothing else`() {
    var random = SplitMix64(seed: 1)
    for row in `An action`.drawn(&random) {
      if row.selector <= 3 {
        #expect(throws: Never.self) { try Operation.decoded(row.action.encoded()) }
      } else {
        #expect(throws: DecodingError.unknownSelector(row.selector)) {
          try Operation.decoded(row.action.encoded())
        }
      }
    }
  }
}

@Suite struct `A forced action` {
  private static func drawn(_ random: inout SplitMix64) -> [ForcedAction] {
    [
      .cancelAll(random.draw(CancelAll.self)), .withdraw(random.draw(Withdraw.self)),
      .revokeKey(random.draw(RevokeKey.self)), .close(random.draw(ClosePosition.self)),
    ]
  }

  /// Otherwise the L1 could be made to hold an order, or a transfer.
  @Test(arguments: Seeds.all)
  func `has the encoding and the root of the same signed action, or is a close, and nothing else`(
    seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    for forced in Self.drawn(&random) {
      #expect(try ForcedAction.decoded(forced.encoded()) == forced, "seed \(seed)")
      #expect(throws: DecodingError.self) { try ForcedAction.decoded(forced.encoded() + [0]) }
      guard let action = try? Action.decoded(forced.encoded()) else {
        #expect(forced.selector == 12, "seed \(seed)")
        continue
      }
      #expect(action.name == forced.name && action.hashTreeRoot() == forced.hashTreeRoot(), "seed \(seed)")
    }
    for row in `An action`.drawn(&random) where ![4, 8, 11].contains(row.selector) {
      #expect(throws: DecodingError.unknownSelector(row.selector)) { try ForcedAction.decoded(row.action.encoded()) }
    }
  }

  @Test func `fits a message of the inbox, whoever sends it`() {
    let close = ForcedMessage(owner: .init(0), address: .zero, ForcedRequest(.close(ClosePosition())))
    #expect(close.encoded().count == 48 && SignedPriceReport().encoded().count == 101)
  }
}

@Suite struct `Terms of an order` {
  @Test func `lie in their bits as documented`() {
    var terms = OrderTerms()
    terms.timeInForce = .postOnly
    #expect(terms.rawValue == 0b11)
    terms.selfTrade = .reduceBoth
    #expect(terms.rawValue == 0b1111)
    terms.preventsByOwner = true
    #expect(terms.rawValue == 0b1_1111)
    terms.isReduceOnly = true
    #expect(terms.rawValue == 0b11_1111)
    terms.place = .fallingStop
    #expect(terms.rawValue == 0b1011_1111)
  }

  @Test func `can be set one by one, in any order and back`() {
    var terms = OrderTerms(rawValue: 0b1011_1111)
    terms.selfTrade = .expireTaker
    terms.timeInForce = .fillOrKill
    terms.place = .risingStop
    terms.isReduceOnly = false
    #expect(terms.selfTrade == .expireTaker && terms.timeInForce == .fillOrKill && terms.place == .risingStop)
    #expect(!terms.isReduceOnly && terms.preventsByOwner)
    #expect(terms.rawValue == 0b0101_0110)
  }
}
