import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `An item that nobody is known to have signed` {
  @Test(arguments: rows)
  func `is consumed with a receipt, and leaves the state as if it had not come`(row: RefusedInput) throws {
    let outcome = try row.carryOut()
    let receipt = try #require(outcome.journal.itemReceipts.last)
    #expect(receipt.refusal == row.refusal)
    #expect(outcome.with.execution.stateRoot == outcome.without.execution.stateRoot)
    #expect(outcome.journal.events.allSatisfy { $0.isEmpty })
  }

  /// A cancel that would be refused for its order alone, were it signed.
  private static func transaction(_ exchange: inout TestExchange, by user: Int = 0) -> Transaction {
    exchange.transaction(by: user, .cancel(CancelOrder()))
  }

  private static func signed(
    _ exchange: inout TestExchange, _ change: (inout Transaction) -> Void = { _ in }
  ) -> SignedTransaction {
    var transaction = transaction(&exchange)
    change(&transaction)
    return exchange.execution.domain.sign(transaction, with: TestExchange.key(0))
  }

  static let rows = malformed + unknown + badlySigned + nonces + RefusedSessionKeys.unauthenticated

  private static let malformed: [RefusedInput] = [
    RefusedInput("no bytes", .malformed, 16_384, 0) { try $0.submit(item: []) },
    RefusedInput("zeroes", .malformed, 16_384, 16_384) {
      try $0.submit(item: [UInt8](repeating: 0, count: 16_384))
    },
    RefusedInput("noise", .malformed, 16_384, 120) { exchange in
      try exchange.submit(item: (0..<120).map { _ in UInt8.random(in: 0...255, using: &exchange.random) })
    },
    RefusedInput("one byte too many", .malformed, 16_384, 128) { try $0.submit(item: signed(&$0).encoded() + [0]) },
    RefusedInput("one byte too few", .malformed, 16_384, 126) { try $0.submit(item: signed(&$0).encoded().dropLast()) },
  ]

  private static let unknown: [RefusedInput] = [
    RefusedInput("another scheme", .unknownScheme, 1, 1) {
      try $0.submit(item: signed(&$0) { $0.scheme = 1 }.encoded())
    },
    RefusedInput("nobody", .unknownOwner, 7, 7) {
      try $0.submit(item: signed(&$0) { $0.owner = OwnerID(7) }.encoded())
    },
    RefusedInput("a second sub-account", .unknownSubAccount, 1, 1) {
      try $0.submit(item: signed(&$0) { $0.subAccount = 1 }.encoded())
    },
    RefusedInput("a session key", .unknownKey, 1, 0) { try $0.submit(item: signed(&$0) { $0.keySlot = 1 }.encoded()) },
    RefusedInput("another generation", .unknownKey, 0, 9) {
      try $0.submit(item: signed(&$0) { $0.keyGeneration = 9 }.encoded())
    },
    RefusedInput("what names no key is not asked for a signature", .unknownScheme, 1, 200) {
      var item = signed(&$0) { $0.scheme = 200 }
      item.signature = SignatureBytes()
      try $0.submit(item: item.encoded())
    },
    RefusedInput("nor is what names no owner", .unknownOwner, 7, 8) {
      var item = signed(&$0) { $0.owner = OwnerID(8) }
      item.signature = item.signature.withHighS
      try $0.submit(item: item.encoded())
    },
  ]

  private static let badlySigned: [RefusedInput] = [
    RefusedInput("r of zero", .malformedSignature) {
      var item = signed(&$0)
      item.signature.r = Bytes32()
      try $0.submit(item: item.encoded())
    },
    RefusedInput("s beyond the group", .malformedSignature) {
      var item = signed(&$0)
      item.signature.s = Bytes32([UInt8](repeating: 0xff, count: 32))
      try $0.submit(item: item.encoded())
    },
    RefusedInput("a parity of two", .malformedSignature) {
      var item = signed(&$0)
      item.signature.yParity = 2
      try $0.submit(item: item.encoded())
    },
    RefusedInput("the other of two equal signatures", .highS) {
      var item = signed(&$0)
      item.signature = item.signature.withHighS
      try $0.submit(item: item.encoded())
    },
    RefusedInput("somebody else", .wrongSigner) {
      let transaction = transaction(&$0)
      try $0.submit(item: $0.execution.domain.sign(transaction, with: TestExchange.key(1)).encoded())
    },
    RefusedInput("changed after it was signed", .wrongSigner) {
      var item = signed(&$0)
      item.transaction.action = .cancel(CancelOrder(market: 1, order: OrderID(rawValue: 0)))
      try $0.submit(item: item.encoded())
    },
    RefusedInput("signed for another chain", .wrongSigner) {
      let foreign = SigningDomain(chainID: 902, bridge: $0.execution.state.parameters.bridge)
      try $0.submit(item: foreign.sign(transaction(&$0), with: TestExchange.key(0)).encoded())
    },
    RefusedInput("signed for another bridge", .wrongSigner) {
      let foreign = SigningDomain(chainID: 901, bridge: .zero)
      try $0.submit(item: foreign.sign(transaction(&$0), with: TestExchange.key(0)).encoded())
    },
    RefusedInput("in the name of the insurance", .wrongSigner) {
      try $0.submit(item: signed(&$0) { $0.owner = Owner.Reserved.insurance.owner }.encoded())
    },
  ]

  private static let nonces: [RefusedInput] = [
    RefusedInput(
      "sent again", .nonceUsed, 1, 1,
      prepare: { exchange in
        try exchange.submit(.cancel(CancelOrder()), by: 0)
        try exchange.block()
      },
      submit: { try $0.submit(item: signed(&$0) { $0.nonce = 1 }.encoded()) }),
    RefusedInput(
      "out of the window", .nonceTooOld, 300, 44,
      prepare: { exchange in
        try exchange.submit(item: signed(&exchange) { $0.nonce = 300 }.encoded())
        try exchange.block()
      },
      submit: { try $0.submit(item: signed(&$0) { $0.nonce = 44 }.encoded()) }),
    RefusedInput("far ahead", .nonceTooFarAhead, 65_536, 65_537) {
      try $0.submit(item: signed(&$0) { $0.nonce = 65_537 }.encoded())
    },
  ]
}

extension SignatureBytes {
  /// n − s in the place of s, and the other parity: as valid to the mathematics, and refused.
  var withHighS: SignatureBytes {
    let order: [UInt8] = [
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc,
      0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    ]
    var (difference, borrow) = (order, 0)
    for position in (0..<32).reversed() {
      let digit = Int(order[position]) - Int(s.bytes[position]) - borrow
      borrow = digit < 0 ? 1 : 0
      difference[position] = UInt8(digit + 256 * borrow)
    }
    var other = self
    other.s = Bytes32(difference)
    other.yParity ^= 1
    return other
  }
}
