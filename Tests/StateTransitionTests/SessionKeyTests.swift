import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

@Suite struct `A session key` {
  @Test(arguments: RefusedSessionKeys.outOfScope)
  func `that is refused uses its own nonce and changes nothing else`(row: RefusedInput) throws {
    let outcome = try row.carryOut()
    #expect(outcome.journal.itemReceipts.last?.refusal == row.refusal)
    #expect(outcome.journal.events.last?.isEmpty == true)
    var expected = outcome.without.execution.state
    var key = try expected.sessionKeys.read(0)
    key.nonces.use(1)
    try expected.sessionKeys.write(key, at: 0)
    #expect(expected.root() == outcome.with.execution.stateRoot)
  }

  @Test func `trades for its owner from the block after it was added to the last in which it stands`() throws {
    var exchange = try TestExchange.scene()
    let now = exchange.execution.state.clock.timestampMs
    try exchange.addKey { $0.expiryMs = now + 2 * TestExchange.blockTimeMs }
    #expect(try exchange.block().kinds == [.keyAdded])
    try exchange.submit(.place(TestExchange.place(.buy, 5)), keyNonce: 1)
    #expect(try exchange.block().kinds == [.orderRested])
    #expect(try exchange.book(.buy) == [RestingLots(user: 0, tick: 10_000, lots: 5)])
    try exchange.submit(.place(TestExchange.place(.buy, 5)), keyNonce: 2)
    #expect(try exchange.block().itemReceipts.map(\.refusal?.reason) == [.keyExpired])
  }

  @Test func `has nonces of its own, of which its owner's know nothing`() throws {
    var exchange = try TestExchange.scene()
    try exchange.addKey()
    try exchange.addKey { addition in
      addition.slot = 8
      addition.address = TestExchange.sessionKey(1).address
    }
    try exchange.block()
    // The owner has used 1 and 2. Both keys may, and a key that is far ahead takes nobody along.
    let order = Action.place(TestExchange.place(.buy, 1))
    for nonce in [2, 60_000, 1] as [UInt64] {
      try exchange.submit(order, keyNonce: nonce)
      try exchange.submit(order, keyNonce: nonce, key: TestExchange.sessionKey(1)) { $0.keySlot = 8 }
    }
    try exchange.submit(order, by: 0)
    let reasons = try exchange.block().itemReceipts.map(\.refusal?.reason)
    #expect(reasons == [nil, nil, nil, nil, .nonceTooOld, .nonceTooOld, nil])
    #expect(try exchange.sessionKey(at: 0).nonces.highest == 60_000)
    #expect(try exchange.sessionKey(at: 1).nonces.highest == 60_000)
    #expect(try exchange.execution.state.owners.read(exchange.owner(0).index).nonces.highest == 3)
  }

  @Test func `that comes back has a new generation, fresh nonces, and brings nothing with it`() throws {
    var exchange = try TestExchange.scene()
    try exchange.addKey { $0.notionalCap = Notional(atoms: 1) }
    try exchange.block()
    try exchange.submit(.cancelAll(CancelAll(market: 1)), keyNonce: 5)
    try exchange.submit(.revokeKey(RevokeKey(slot: 1)), by: 0)
    let revocation = try exchange.block()
    #expect(revocation.events(.keyRevoked).map(\.clientID) == [2])
    var empty = SessionKey()
    empty.generation = 2
    #expect(try exchange.sessionKey() == empty)

    try exchange.addKey()
    let addition = try exchange.block()
    #expect(addition.events(.keyAdded).map(\.clientID) == [3])
    #expect(addition.events(.keyAdded).map(\.code) == [1])
    #expect(try exchange.sessionKey().nonces == NonceWindow())
    #expect(try exchange.sessionKey().notionalCap == .zero)
    #expect(exchange.execution.state.sessionKeys.count == 1)
    try exchange.submit(.place(TestExchange.place(.buy, 1)), keyNonce: 5, generation: 3)
    #expect(try exchange.block().itemReceipts.map(\.isAccepted) == [true])
  }

  @Test func `that is added in the place of another takes its slot at once`() throws {
    var exchange = try TestExchange.scene()
    try exchange.addKey()
    let order = Action.place(TestExchange.place(.buy, 1))
    try exchange.block()
    try exchange.submit(order, keyNonce: 1, generation: 1)
    #expect(try exchange.block().itemReceipts.map(\.isAccepted) == [true])
    try exchange.addKey { $0.address = TestExchange.sessionKey(1).address }
    try exchange.submit(order, keyNonce: 2, generation: 1)
    try exchange.submit(order, keyNonce: 1, generation: 2)
    try exchange.submit(order, keyNonce: 1, generation: 2, key: TestExchange.sessionKey(1))
    #expect(try exchange.block().itemReceipts.map(\.refusal?.reason) == [nil, .unknownKey, .wrongSigner, nil])
  }

  @Test func `of all markets cancels in all of them`() throws {
    var exchange = try TestExchange.scene()
    try exchange.addKey { $0.markets = 0b11 }
    try exchange.block()
    let inputs = try exchange.item(.cancelAll(CancelAll(market: CancelAll.allMarkets)), keyNonce: 1)
    #expect(exchange.execution.refusal(of: inputs, at: exchange.execution.state.clock.timestampMs) == nil)
  }
}

@Suite struct `The notional cap of a session key` {
  /// User 0 holds 200 lots, may go to 300, and has 50 on offer.
  private func world(long: Bool = true) throws -> TestExchange {
    var exchange = try TestExchange.scene()
    try exchange.order(long ? .sell : .buy, 200, at: 10_000, by: 1)
    try exchange.order(long ? .buy : .sell, 200, at: 10_000, by: 0)
    try exchange.order(long ? .sell : .buy, 50, at: long ? 11_000 : 9_000, by: 0)
    try exchange.addKey { $0.notionalCap = Notional(atoms: 300_000_000) }
    try exchange.block()
    return exchange
  }

  struct Row: Sendable {
    let side: Side
    let lots: UInt64
    let isLong: Bool
    let worst: Int128?

    init(_ side: Side, _ lots: UInt64, long isLong: Bool = true, _ worst: Int128?) {
      (self.side, self.lots, self.isLong, self.worst) = (side, lots, isLong, worst)
    }
  }

  @Test(arguments: [
    Row(.buy, 100, nil), Row(.buy, 101, 301_000_000), Row(.sell, 350, nil),  // As short as it is long: no more.
    Row(.sell, 450, nil), Row(.sell, 451, 301_000_000), Row(.sell, 100, long: false, nil),
    Row(.sell, 101, long: false, 301_000_000), Row(.buy, 450, long: false, nil),
    Row(.buy, 451, long: false, 301_000_000),
  ])
  func `holds for the worst case of position and orders at the mark, not for the order's own price`(row: Row) throws {
    var exchange = try world(long: row.isLong)
    let order = TestExchange.place(row.side, row.lots, at: row.side == .buy ? 1 : 1_000_000)
    let item = try exchange.item(.place(order), keyNonce: 1)
    let refusal = exchange.execution.refusal(of: item, at: exchange.execution.state.clock.timestampMs)
    #expect((refusal?.reason == .keyNotionalAboveCap) == (row.worst != nil))
    if let worst = row.worst { #expect(refusal?.found == worst) }
  }

  @Test func `does not keep anybody above it from getting out`() throws {
    var exchange = try world()
    _ = try exchange.block(at: 1_600_000)
    // 200 lots are worth 320 now, and 50 are on offer.
    for order in [
      TestExchange.place(.sell, 150), TestExchange.place(.sell, 350),
      TestExchange.place(.buy, 500) { $0.isReduceOnly = true },
    ] {
      let item = try exchange.item(.place(order), keyNonce: 1)
      let refusal = exchange.execution.refusal(of: item, at: exchange.execution.state.clock.timestampMs)
      #expect(refusal?.reason != .keyNotionalAboveCap, "\(order)")
    }
    let item = try exchange.item(.place(TestExchange.place(.buy, 1)), keyNonce: 1)
    let refusal = exchange.execution.refusal(of: item, at: exchange.execution.state.clock.timestampMs)
    #expect(refusal == Refusal(.keyNotionalAboveCap, limit: 300_000_000, found: 321_600_000))
  }

  @Test(arguments: [(450, false), (451, true)] as [(UInt64, Bool)])
  func `counts an amended order in the place of the old one`(lots: UInt64, isRefused: Bool) throws {
    var exchange = try world()
    var amendment = AmendOrder()
    amendment.order = try #require(try exchange.restingOrder(.sell, at: 11_000))
    (amendment.quantity, amendment.tick) = (Quantity(lots: lots + 50), 11_000)
    #expect(try isAboveCap(amendment, &exchange) == isRefused)
  }

  @Test(arguments: [(100, false), (101, true)] as [(UInt64, Bool)])
  func `counts an order that is amended by its client's name beside the old one`(lots: UInt64, isRefused: Bool) throws {
    var exchange = try world()
    var amendment = AmendOrder()
    (amendment.clientID, amendment.quantity, amendment.tick) = (7, Quantity(lots: lots), 11_000)
    #expect(try isAboveCap(amendment, &exchange) == isRefused)
  }

  @Test func `holds for every operation of a batch when its turn comes`() throws {
    var exchange = try world()
    var batch = Batch()
    batch.operations = try BoundedList([
      .place(TestExchange.place(.buy, 60, at: 9_000)), .place(TestExchange.place(.buy, 41, at: 9_000)),
      .place(TestExchange.place(.buy, 40, at: 9_000)),
      .cancel(CancelOrder(market: 0, order: OrderID(slot: 1, sequence: 3))),
      .place(TestExchange.place(.buy, 60, at: 9_000)), .place(TestExchange.place(.buy, 1, at: 9_000)),
    ])
    try exchange.submit(.batch(batch), keyNonce: 1)
    let journal = try exchange.block()
    #expect(journal.itemReceipts.map(\.isAccepted) == [true])
    #expect(
      journal.kinds == [
        .orderRested, .operationRefused, .orderRested, .orderCancelled, .orderRested, .operationRefused,
      ])
    #expect(
      journal.events(.operationRefused).map(\.code)
        == Array(
          repeating: UInt32(Refusal.Reason.keyNotionalAboveCap.rawValue), count: 2))
    #expect(try exchange.book(.buy).map(\.lots).reduce(0, +) == 100)
  }

  private func isAboveCap(_ amendment: AmendOrder, _ exchange: inout TestExchange) throws -> Bool {
    let item = try exchange.item(.amend(amendment), keyNonce: 1)
    let refusal = exchange.execution.refusal(of: item, at: exchange.execution.state.clock.timestampMs)
    return refusal?.reason == .keyNotionalAboveCap
  }
}

extension TestExchange {
  /// What session key 0 signs for user 0, before it is in a block.
  fileprivate mutating func item(_ action: Action, keyNonce: UInt64) throws -> SignedInput<SignedTransaction> {
    try submit(action, keyNonce: keyNonce)
    let bytes = try takeInputs().items.elements[0].bytes
    return SignedInput(bytes, domain: execution.domain)
  }

  fileprivate func restingOrder(_ side: Side, at tick: UInt32) throws -> OrderID? {
    try PriceLevel(execution.state.books[known: 0][side].levels.read(UInt64(tick))).head.index.map { slot in
      OrderID(slot: slot, sequence: try execution.state.books[known: 0].orders.read(slot).sequence)
    }
  }
}
