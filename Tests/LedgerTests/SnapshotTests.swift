import Cryptography
import Ledger
import Merkle
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `A snapshot of the state` {
  @Test(arguments: Seeds.all)
  func `gives the same root, and the same snapshot again`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for bookCount in [0, 1, 3] {
      var state = try random.drawState(bookCount: bookCount)
      let bytes = state.snapshot()
      var restored = try State(snapshot: bytes)
      #expect(restored.root() == state.root())
      #expect(restored.plainValue == state.plainValue)
      #expect(restored.snapshot() == bytes)
    }
  }

  @Test func `shares nothing with a state that changes after it`() throws {
    var random = SplitMix64(seed: 3)
    var state = try random.drawState(bookCount: 1)
    let root = state.root()
    let bytes = state.snapshot()
    try state.accounts.write(Account(), at: 0)
    state.books[0].sequence &+= 1
    var restored = try State(snapshot: bytes)
    #expect(restored.root() == root)
    #expect(state.root() != root)
  }

  @Test func `is refused when it was cut short or goes on`() throws {
    var random = SplitMix64(seed: 5)
    let bytes = try random.drawState(bookCount: 1).snapshot()
    for end in stride(from: 0, to: bytes.count, by: 37) {
      #expect(throws: DecodingError.self) { try State(snapshot: Array(bytes[..<end])) }
    }
    #expect(throws: DecodingError.trailingBytes(count: 1)) { try State(snapshot: bytes + [0]) }
  }

  @Test(arguments: Seeds.all)
  func `whose bytes were changed is refused or has another root, and never stops the program`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var state = try random.drawState(bookCount: 1)
    let (root, bytes) = (state.root(), state.snapshot())
    for _ in 0..<100 {
      var forged = bytes
      let position = Int.random(in: 0..<bytes.count, using: &random)
      for offset in 0..<min(8, bytes.count - position) where random.oneIn(2) || offset == 0 {
        forged[position + offset] ^= random.oneIn(2) ? 0xff : .random(in: 1...255, using: &random)
      }
      if var decoded = try? State(snapshot: forged) { #expect(decoded.root() != root) }
    }
  }

  @Test func `that counts more books than there are markets is refused`() throws {
    let empty = State().snapshot()
    // Behind the count come the totals, with their length, and an empty history.
    let position = empty.count - 8 - (4 + 96) - 8
    #expect(Array(empty[position..<position + 8]) == [UInt8](repeating: 0, count: 8))
    for byte in 0..<8 {
      var forged = empty
      forged[position + byte] = 0xff
      #expect(throws: DecodingError.self) { try State(snapshot: forged) }
    }
  }
}

extension SplitMix64 {
  /// A state with something everywhere. Its parts do not belong together; that is not what snapshots are about.
  fileprivate mutating func drawState(bookCount: Int) throws -> State {
    var state = State()
    state.clock = draw(State.Clock.self)
    state.inbox = draw(InboxCursor.self)
    state.parameters = draw(Parameters.self)
    for _ in 0..<bookCount {
      _ = try state.rules.append(draw(MarketRules.self))
      _ = try state.markets.append(draw(Market.self))
      for _ in 0..<16 { _ = try state.prices.append(draw(PublishedPrice.self)) }
    }
    for _ in 0..<40 { _ = try state.owners.append(draw(Owner.self)) }
    for _ in 0..<70 { _ = try state.accounts.append(draw(Account.self)) }
    for _ in 0..<90 { _ = try state.positions.append(draw(Position.self)) }
    state.firstFreePosition = draw(Link.self)
    for market in 0..<bookCount { state.books.append(try drawBook(of: MarketID(UInt32(market)))) }
    state.totals = draw(Totals.self)
    for _ in 0..<5 { try state.history.write(draw(Bytes32.self), at: next() % 256) }
    return state
  }

  private mutating func drawBook(of market: MarketID) throws -> OrderBook {
    var book = OrderBook(at: State.position(ofBook: market))
    for side in Side.allCases {
      book[side].top = draw(Bytes32.self)
      for _ in 0..<3 {
        try book[side].middle.write(draw(Bytes32.self), at: next() % (1 << 8))
        try book[side].bottom.write(draw(Bytes32.self), at: next() % (1 << 16))
        try book[side].levels.write(draw(Bytes32.self), at: next() % (1 << 24))
      }
    }
    for _ in 0..<20 { _ = try book.orders.append(draw(Order.self)) }
    book.firstFree = draw(Link.self)
    book.openOrderCount = draw(UInt32.self)
    book.sequence = draw(UInt64.self)
    return book
  }
}
