import Ledger
import Merkle
import SSZ

extension State {
  /// The first field with a value that a proof could not show: nil, unless the bounds are too narrow for this chain.
  var implausibleField: String? {
    var (copy, check) = (self, PlausibilityCheck())
    copy.visit(&check)
    return check.field
  }
}

private struct PlausibilityCheck: StateVisitor {
  private(set) var field: String?

  private mutating func check(_ name: StaticString, _ isPlausible: Bool) {
    if !isPlausible, field == nil { field = name.description }
  }

  mutating func value<T: StateLeaf>(_ name: StaticString, _ value: inout T) { check(name, value.isPlausible) }

  mutating func list<Element: MerkleElement & SSZContainer & StateLeaf, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) { check(name, list.known.allSatisfy { $0.value.isPlausible }) }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {}

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) { container.visit(&self) }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    parts.forEachKnown { $1.visit(&self) }
  }
}
