import Cryptography
import Foundation
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

/// Two users at three prices, against a model too simple to be wrong.
///
/// What is tried whole: every sequence of up to four orders (in a full run five) of either user, on both sides, at three
/// prices, of one or two lots, where user 0, in whom the users do not differ, comes first; and behind every pair of such
/// orders each kind of order that user 0 can place: four times in force, reduce-only or not, four ways of self-trade
/// prevention. Every order goes through the transition's own steps, from its (already recovered) signature on. `MatchingTests`
/// tries five on the book alone.
@Suite struct `In a small world, tried whole, the exchange` {
  private static let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == "1"

  private static func orders(of users: [Int]) -> [SmallOrder] {
    var orders: [SmallOrder] = []
    for user in users {
      for side in Side.allCases {
        for tick in 9_999...10_001 as ClosedRange<UInt32> {
          for lots in [1, 2] as [Int64] { orders.append(SmallOrder(user: user, side: side, tick: tick, lots: lots)) }
        }
      }
    }
    return orders
  }

  /// Every kind of user 0's order.
  private static func kinds() -> [SmallOrder] {
    var kinds: [SmallOrder] = []
    for order in orders(of: [0]) {
      for timeInForce in TimeInForce.allCases {
        for isReduceOnly in [false, true] {
          for selfTrade in [SelfTrade.expireMaker, .expireTaker, .expireBoth, .reduceBoth] {
            var kind = order
            (kind.timeInForce, kind.isReduceOnly, kind.selfTrade) = (timeInForce, isReduceOnly, selfTrade)
            kinds.append(kind)
          }
        }
      }
    }
    return kinds
  }

  @Test func `trades like one list in order of arrival, whatever comes`() throws {
    let length = Self.isFull ? 5 : 4
    let world = try SmallWorld(sizes: [0, 0])
    let (first, later) = (Self.orders(of: [0]), Self.orders(of: [0, 1]))
    var count = 0
    for order in first {
      var next = world
      try next.place(order)
      count += 1 + (try Self.tryAll(later, in: next, left: length - 1))
    }
    #expect(count == (Self.isFull ? 12 + 288 + 6_912 + 165_888 + 3_981_312 : 12 + 288 + 6_912 + 165_888))
  }

  @Test func `carries out every kind of order like that list, behind any two others`() throws {
    let kinds = Self.kinds()
    var count = 0
    let world = try SmallWorld(sizes: [1, -1])
    for first in Self.orders(of: [0]) {
      var one = world
      try one.place(first)
      for second in Self.orders(of: [0, 1]) where Self.isFull || second.tick != first.tick || second.side != first.side
      {
        var two = one
        try two.place(second)
        for kind in kinds {
          var three = two
          try three.place(kind)
          count += 1
        }
      }
    }
    #expect(count == (Self.isFull ? 288 : 240) * 384)
  }

  private static func tryAll(_ orders: [SmallOrder], in world: SmallWorld, left: Int) throws -> Int {
    guard left > 0 else { return 0 }
    var count = orders.count
    for order in orders {
      var next = world
      try next.place(order)
      count += try tryAll(orders, in: next, left: left - 1)
    }
    return count
  }
}

/// The exchange inside a block that goes on as long as somebody places orders, beside the model.
private struct SmallWorld {
  private var execution: Execution
  private var naive: NaiveExchange
  private let accounts: [AccountID]
  private let owners: [OwnerID]
  private let signers: [Address]
  private var nonce: UInt64 = 10

  /// User 0 holds `sizes[0]` lots of user 1.
  init(sizes: [Int64]) throws {
    var exchange = try TestExchange.scene(users: 3)
    if sizes[0] != 0 {
      try exchange.order(.sell, sizes[0].magnitude, at: 10_000, by: 1)
      try exchange.order(.buy, sizes[0].magnitude, at: 10_000, by: 0)
      try exchange.block()
    }
    var inputs = BlockInputs()
    inputs.timestampMs = exchange.execution.state.clock.timestampMs + 1
    inputs.items = try BoundedList((0..<8).map { _ in try ByteList([]) })
    exchange.execution.begin(inputs)
    var journal = Journal()
    while exchange.execution.building.phase != .items { try exchange.execution.step(OneOrder(), into: &journal) }
    execution = exchange.execution
    naive = NaiveExchange(sizes: sizes)
    accounts = (0..<2).map { exchange.account($0) }
    owners = (0..<2).map { exchange.owner($0) }
    signers = (0..<2).map { TestExchange.key($0).address }
  }

  /// Places an order in both worlds, and compares what comes of it.
  mutating func place(_ order: SmallOrder) throws {
    nonce += 1
    let action = Action.place(PlaceOrder(order))
    let transaction = Transaction(owner: owners[order.user], nonce: nonce, action: action)
    let inputs = OneOrder(
      item: .signed(SignedTransaction(transaction, signature: SignatureBytes()), by: signers[order.user]))
    var journal = Journal()
    repeat { try execution.step(inputs, into: &journal) } while journal.receipts.isEmpty
    let expected = naive.place(order)
    let trades = journal.events(.filled).map { event in
      NaiveExchange.Trade(
        maker: accounts[0] == event.counterparty ? 0 : 1, tick: UInt32(event.atomsPerLot / 100),
        lots: Int64(event.quantity.lots))
    }
    let isAccepted = journal.receipts[0].isAccepted
    if isAccepted != (expected != nil) || trades != expected ?? [] {
      Issue.record("\(order) gave \(journal.receipts[0]) and \(trades), not \(String(describing: expected))")
    }
    try compareBooks(after: order)
  }

  private func compareBooks(after order: SmallOrder) throws {
    for side in Side.allCases {
      let expected = naive.resting.filter { $0.side == side }
      let found = try resting(side)
      // In order of arrival at each price.
      if found.count != expected.count
        || found.contains(where: { mine in
          found.filter { $0.tick == mine.tick } != expected.filter { $0.tick == mine.tick }
        })
      {
        Issue.record("after \(order) the \(side) side is \(found), not \(expected)")
      }
    }
    for user in 0..<2 where try size(of: user) != naive.sizes[user] {
      Issue.record("after \(order) user \(user) has \(try size(of: user)) lots, not \(naive.sizes[user])")
    }
  }

  private func resting(_ side: Side) throws -> [SmallOrder] {
    var found: [SmallOrder] = []
    for tick in 9_999...10_001 as ClosedRange<UInt32> {
      var link = PriceLevel(try execution.state.books[known: 0][side].levels.read(UInt64(tick))).head
      while let slot = link.index {
        let order = try execution.state.books[known: 0].orders.read(slot)
        found.append(
          SmallOrder(
            user: order.account == accounts[0] ? 0 : 1, side: side, tick: tick, lots: Int64(order.remaining.lots),
            timeInForce: order.terms.timeInForce, isReduceOnly: order.terms.isReduceOnly,
            selfTrade: order.terms.selfTrade))
        link = order.next
      }
    }
    return found
  }

  private func size(of user: Int) throws -> Int64 {
    guard let place = try execution.state.accounts.read(accounts[user].index).firstPosition.index else { return 0 }
    return try execution.state.positions.read(place).size.lots
  }
}

/// Whatever item is asked for is this one.
private struct OneOrder: StepInputs {
  var item = SignedInput<SignedTransaction>.malformed(byteCount: 0)

  func message(at index: Int) -> InboxMessage { InboxMessage() }
  func report(at index: Int, domain: SigningDomain) -> SignedInput<SignedPriceReport> { .malformed(byteCount: 0) }
  func item(at index: Int, domain: SigningDomain) -> SignedInput<SignedTransaction> { item }
  func transaction(at index: Int) -> Transaction { Transaction() }
}

extension PlaceOrder {
  fileprivate init(_ order: SmallOrder) {
    self.init(
      market: 0, side: order.side, timeInForce: order.timeInForce, quantity: Quantity(lots: UInt64(order.lots)),
      tick: order.tick)
    isReduceOnly = order.isReduceOnly
    selfTrade = order.selfTrade
  }
}
