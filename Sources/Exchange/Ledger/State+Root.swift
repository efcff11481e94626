import Cryptography
import Merkle
import SSZ

extension State {
  /// The state root. Hashes what changed since the last call, each node once.
  public mutating func root() -> Bytes32 {
    guard knownNodes.isEmpty else { return nodeOfProof() }
    var hasher = StateHasher()
    visit(&hasher)
    return hasher.merkleizer.root()
  }

  private mutating func nodeOfProof() -> Bytes32 {
    let reader = NodeReader(wanted: [], known: knownNodes)
    return reader.root(of: &self)
  }
}

/// The root of a state of which everything is known.
private struct StateHasher: StateVisitor {
  var merkleizer = StreamingMerkleizer()

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    merkleizer.append(value.hashTreeRoot())
  }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) { merkleizer.append(list.root()) }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    merkleizer.append(vector.root())
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) {
    merkleizer.append(Self.root(of: &container))
  }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    var roots = StreamingMerkleizer()
    parts.forEachKnown { roots.append(Self.root(of: &$1)) }
    merkleizer.append(Merkleization.mixIn(length: UInt64(parts.count), into: roots.root(depth: State.marketDepth)))
  }

  private static func root<T: StateContainer>(of container: inout T) -> Bytes32 {
    var hasher = StateHasher()
    container.visit(&hasher)
    return hasher.merkleizer.root()
  }
}
