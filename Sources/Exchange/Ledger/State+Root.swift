import Cryptography
import Merkle
import SSZ
import Units

extension State {
  /// The state root. Hashes what changed since the last call, each node once.
  public mutating func root() -> Bytes32 {
    var hasher = StateHasher()
    visit(&hasher)
    return hasher.merkleizer.root()
  }
}

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

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ containers: inout [T]) {
    var roots = StreamingMerkleizer()
    for market in containers.indices { roots.append(Self.root(of: &containers[market])) }
    merkleizer.append(
      Merkleization.mixIn(length: UInt64(containers.count), into: roots.root(depth: State.marketDepth)))
  }

  private static func root<T: StateContainer>(of container: inout T) -> Bytes32 {
    var hasher = StateHasher()
    container.visit(&hasher)
    return hasher.merkleizer.root()
  }
}
