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
    for marketCount in [0, 1, 3] {
      var state = try random.drawState(marketCount: marketCount)
      let bytes = state.snapshot()
      var restored = try State(snapshot: bytes)
      #expect(restored.root() == state.root())
      #expect(restored.plainValue == state.plainValue)
      #expect(restored.snapshot() == bytes)
    }
  }

  @Test func `shares nothing with a state that changes after it`() throws {
    var random = SplitMix64(seed: 3)
    var state = try random.drawState(marketCount: 1)
    let root = state.root()
    let bytes = state.snapshot()
    try state.accounts.write(Account(), at: 0)
    state.books[known: 0].sequence &+= 1
    var restored = try State(snapshot: bytes)
    #expect(restored.root() == root)
    #expect(state.root() != root)
  }

  @Test func `is refused when it was cut short or goes on`() throws {
    var random = SplitMix64(seed: 5)
    let bytes = try random.drawState(marketCount: 1).snapshot()
    for end in stride(from: 0, to: bytes.count, by: 499) {
      #expect(throws: DecodingError.self) { try State(snapshot: Array(bytes[..<end])) }
    }
    #expect(throws: DecodingError.trailingBytes(count: 1)) { try State(snapshot: bytes + [0]) }
  }

  @Test(arguments: Seeds.all)
  func `whose bytes were changed is refused or has another root, and never stops the program`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var state = try random.drawState(marketCount: 1)
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

  @Test(arguments: [MarketPart.book, .queues])
  func `that counts more books or queues than there are markets is refused`(part: MarketPart) throws {
    let empty = State().snapshot()
    var larger = State()
    part.append(to: &larger)
    let position = try #require(zip(empty, larger.snapshot()).enumerated().first { $1.0 != $1.1 }?.offset)
    #expect(Array(empty[position..<position + 8]) == [UInt8](repeating: 0, count: 8))
    for byte in 0..<8 {
      var forged = empty
      forged[position + byte] = 0xff
      #expect(throws: DecodingError.self) { try State(snapshot: forged) }
    }
  }

  enum MarketPart: Sendable {
    case book, queues

    func append(to state: inout State) {
      let market = MarketID(0)
      switch self {
      case .book: state.books.append(OrderBook(at: State.position(ofBook: market)))
      case .queues: state.marketQueues.append(MarketQueues(at: State.position(ofQueues: market)))
      }
    }
  }
}

extension SplitMix64 {
  /// A state with something everywhere. Its parts do not belong together; that is not what snapshots are about.
  mutating func drawState(marketCount: Int) throws -> State {
    var state = State()
    var visitor = RandomState(random: self, marketCount: marketCount)
    state.visit(&visitor)
    self = visitor.random
    return state
  }
}

/// Fills every part of a state.
private struct RandomState: StateVisitor {
  var random: SplitMix64
  let marketCount: Int

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) { value = random.draw(T.self) }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) {
    for _ in 0..<Int.random(in: 3...40, using: &random) where !list.isFull {
      guard let _ = try? list.append(random.draw(Element.self)) else { preconditionFailure("a new list is known") }
    }
  }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    for _ in 0..<3 {
      let index = random.next() % (1 << UInt64(depth))
      guard let _ = try? vector.write(random.draw(Bytes32.self), at: index) else {
        preconditionFailure("a new vector is known")
      }
    }
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) { container.visit(&self) }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    for market in 0..<UInt32(marketCount) {
      var container = T(at: T.position(of: MarketID(market)))
      container.visit(&self)
      parts.append(container)
    }
  }
}
