import Cryptography
import Ledger
import Merkle
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `The state` {
  @Test func `has its fields in the documented order`() {
    #expect(
      State().plainValue.fieldNames == [
        "clock", "inbox", "parameters", "rules", "prices", "collateral", "equivocations", "markets", "owners",
        "sessionKeys", "directories", "accounts", "positions", "firstFreePosition", "books", "marketQueues",
        "positionTriggers", "accountQueues", "accountTriggers", "firstTouched", "withdrawals", "totals", "history",
      ])
    #expect(
      Self.fields(OrderBook(at: .root)) == Self.index("bid") + Self.index("ask") + Self.index("rising")
        + Self.index("falling") + Self.index("expiry")
        + ["expiryTriggers", "orders", "firstFree", "openOrderCount", "sequence"])
    #expect(
      Self.fields(MarketQueues(at: .root))
        == [
          "longPrice", "shortPrice", "longCarry", "shortCarry", "longEntry", "shortEntry",
        ].flatMap(Self.index))
    #expect(Self.fields(AccountQueues(at: .root)) == ["collateral", "liquidation", "deadMan"].flatMap(Self.index))
  }

  @Test func `has its trees where they are documented`() {
    #expect(State.position(ofBook: MarketID(0)).rawValue == 26_368)
    #expect(State.position(ofBook: MarketID(63)).rawValue == 26_368 + 63)
    #expect(State.position(ofQueues: MarketID(5)).rawValue == 26_496 + 5)
  }

  /// A reader of the dump gives what it does not find the default of its library, in which all bytes are zero.
  @Test func `shows every element of a list that is not all zeroes`() throws {
    var state = State()
    _ = try state.owners.append(Owner())
    _ = try state.accounts.append(Account())
    #expect(Owner().encoded().contains { $0 != 0 })
    #expect(state.plainValue["owners"]?.elementIndices == [0])
    #expect(state.plainValue["accounts"]?.elementIndices == [])
  }

  @Test func `has a root that every field reaches`() throws {
    var random = SplitMix64(seed: 11)
    var state = try random.drawState(marketCount: 1)
    // Numbers that are drawn may be zero.
    (state.firstFreePosition, state.firstTouched) = (Link(3), Link(4))
    let root = state.root()
    for field in 0..<23 {
      var eraser = Eraser(field: field)
      var copy = state
      copy.visit(&eraser)
      #expect(copy.root() != root, "field \(field)")
    }
  }

  private static func index(_ name: String) -> [String] { ["Top", "Middle", "Bottom", "Levels"].map { name + $0 } }

  private static func fields<T: StateContainer>(_ container: T) -> [String] {
    var names = FieldNames()
    var copy = container
    copy.visit(&names)
    return names.names
  }
}

/// The names of the fields of a container.
private struct FieldNames: StateVisitor {
  var names: [String] = []

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) { names.append(name.description) }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) { names.append(name.description) }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    names.append(name.description)
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) {
    names.append(name.description)
  }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    names.append(name.description)
  }
}

/// Puts one field of a state back to what it is in an empty one.
private struct Eraser: StateVisitor {
  let field: Int
  var position = 0

  init(field: Int) { self.field = field }

  private mutating func isDue() -> Bool {
    position += 1
    return position == field + 1
  }

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    let bytes = [UInt8](repeating: 0, count: value.encoded().count)
    if isDue(), let zero = try? T.decoded(bytes) { value = zero }
  }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) { if isDue() { list = PersistentList(at: .root) } }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    if isDue() { vector = PersistentVector(at: .root) }
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) {
    if isDue() { container = T(at: .root) }
  }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    if isDue() { parts = PerMarket() }
  }
}

extension PlainValue {
  fileprivate var fieldNames: [String] {
    guard case .container(let fields) = self else { return [] }
    return fields.map(\.name)
  }

  fileprivate subscript(name: String) -> PlainValue? {
    guard case .container(let fields) = self else { return nil }
    return fields.first { $0.name == name }?.value
  }

  fileprivate var elementIndices: [UInt64]? {
    guard case .sparse(_, let elements) = self else { return nil }
    return elements.map(\.index)
  }
}
