import Cryptography
import Merkle
import SSZ

/// Makes every tree of a state one that nobody can read. Their roots are none: a node above them is known.
struct Blinder: StateVisitor {
  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) {}

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) { list = list.blinded() }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    vector = PersistentTree(blinded: Bytes32(), at: vector.position)
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) { container.visit(&self) }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {}
}
