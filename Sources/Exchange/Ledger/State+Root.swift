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

  mutating func books(_ name: StaticString, _ books: inout [OrderBook]) {
    var roots = StreamingMerkleizer()
    for market in books.indices {
      var hasher = StateHasher()
      books[market].visit(&hasher)
      roots.append(hasher.merkleizer.root())
    }
    merkleizer.append(
      Merkleization.mixIn(length: UInt64(books.count), into: roots.root(depth: State.booksDepth)))
  }
}
